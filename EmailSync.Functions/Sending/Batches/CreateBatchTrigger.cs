using EmailSync.Core.Access;
using EmailSync.Core.Sending.Batches;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using EmailSync.Functions.Sync;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace EmailSync.Functions.Sending.Batches;

public sealed class CreateBatchTrigger(BatchRequestReader reader, AcceptBatch accept, OrchestrationStarter starter)
{
    [Function(nameof(CreateBatchTrigger))]
    [Reaches(Reach.Administration)]
    [Operation("Sending", "Sends a mail to many")]
    [ActsAsUser]
    [TakesHeader("Idempotency-Key", "1 to 255 characters; the same key with the same body is answered as the first time.", Required = true)]
    [Takes(RequestLimits.MessageBytes, Body = typeof(BatchBody))]
    [Answers(202, typeof(BatchView))]
    [Refuses(422, "unknown_location", "unknown_user", "unknown_attachment", "idempotency_key_reused")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "locations/{loc}/batches")] HttpRequest request,
        string loc,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        switch (await accept.AcceptAsync(await reader.ReadAsync(request, loc, cancellationToken), cancellationToken))
        {
            case BatchAcceptance.Refused refused:
                return new ApiProblem(StatusCodes.Status422UnprocessableEntity, refused.Code, refused.Detail).ToResult();
            case BatchAcceptance.Accepted { Batch: var batch }:
                if (batch.FinishedAt is null)
                    await starter.RunBatchAsync(client, batch.Token, cancellationToken);
                return Results.Json(BatchView.Of(batch), ApiJson.Default.BatchView, statusCode: StatusCodes.Status202Accepted);
            default:
                throw new InvalidOperationException("A batch is accepted or refused.");
        }
    }
}
