using EmailSync.Core.Access;
using EmailSync.Core.Sending;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.Sync;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace EmailSync.Functions.Sending;

public sealed class SendMessageTrigger(SendRequestReader reader, AcceptSend accept, OrchestrationStarter starter, TimeProvider time)
{
    [Function(nameof(SendMessageTrigger))]
    [Reaches(Reach.Send)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "locations/{loc}/messages")] HttpRequest request,
        string loc,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var send = await reader.ReadAsync(request, loc, cancellationToken);
        switch (await accept.AcceptAsync(send, cancellationToken))
        {
            case SendAcceptance.Refused refused:
                return SendProblems.Answer(request.HttpContext.Response, refused, time.GetUtcNow());
            case SendAcceptance.Accepted accepted:
                if (!accepted.Finished)
                    await starter.SendAsync(client, accepted.Token, cancellationToken);
                var url = $"/api/locations/{loc}/messages/{accepted.Message}";
                return Results.Json(
                    new SendView(accepted.Message.Value, "queued", url), ApiJson.Default.SendView, statusCode: StatusCodes.Status202Accepted);
            default:
                throw new InvalidOperationException("A send is accepted or refused.");
        }
    }
}
