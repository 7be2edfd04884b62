using EmailSync.Core.Access;
using EmailSync.Core.Sending.Batches;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using EmailSync.Functions.Sync;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace EmailSync.Functions.Sending.Batches;

public sealed class CancelBatchTrigger(BatchStore batches, CancelBatch cancel, OrchestrationStarter starter)
{
    [Function(nameof(CancelBatchTrigger))]
    [Reaches(Reach.Administration)]
    [Operation("Sending", "Calls back what a batch has not sent")]
    [ActsAsUser]
    [Answers(202, typeof(BatchView))]
    [Refuses(404, "unknown_batch")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "locations/{loc}/batches/{id}/cancel")] HttpRequest request,
        string loc,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var batch = await BatchFinder.FindAsync(batches, request, loc, id, cancellationToken);
        if (await cancel.CancelAsync(batch.Location, batch.Token, cancellationToken) is not { } cancelled)
            return ApiProblem.NotFound("batch").ToResult();
        if (cancelled.FinishedAt is null)
            await starter.RunBatchAsync(client, cancelled.Token, cancellationToken);
        return Results.Json(BatchView.Of(cancelled), ApiJson.Default.BatchView, statusCode: StatusCodes.Status202Accepted);
    }
}
