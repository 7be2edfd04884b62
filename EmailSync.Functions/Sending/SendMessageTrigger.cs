using EmailSync.Core.Access;
using EmailSync.Core.Sending;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using EmailSync.Functions.Sync;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace EmailSync.Functions.Sending;

public sealed class SendMessageTrigger(SendRequestReader reader, AcceptSend accept, OrchestrationStarter starter, TimeProvider time)
{
    [Function(nameof(SendMessageTrigger))]
    [Reaches(Reach.Send)]
    [Operation("Sending", "Sends a mail", Description = "R35: the same key never sends twice. What fails later is told by the message's status and by message.failed.")]
    [ActsAsUser]
    [TakesHeader("Idempotency-Key", "1 to 255 characters; the same key with the same body is answered as the first time.", Required = true)]
    [Takes(RequestLimits.MessageBytes, Body = typeof(SendBody))]
    [Answers(202, typeof(SendView))]
    [Refuses(409, "reauth_required")]
    [Refuses(422, "unknown_location", "unknown_user", "unknown_contact", "unknown_message", "unknown_attachment", "idempotency_key_reused", "contact_deleted", "no_location_provider", "suppressed", "paused", "reauth_required", "contact_without_address", "from_not_owned", "invalid_mail", "message_too_large", "attachment_too_large", "attachment_type_not_allowed")]
    [Refuses(429, "daily_limit_reached")]
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
