using EmailSync.Core.Access;
using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Sending;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.OpenApi;
using EmailSync.Functions.Sync;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace EmailSync.Functions.Sending;

/// <summary>Calls a mail back that has not gone out; it answers with the message as it is then.</summary>
public sealed class CancelMessageTrigger(CancelSend cancel, ConversationStore conversations, OrchestrationStarter starter)
{
    private static readonly ApiProblem tooLate = new(
        StatusCodes.Status409Conflict, "too_late", "The message is out, may be out, or was not to be sent.");

    [Function(nameof(CancelMessageTrigger))]
    [Reaches(Reach.Send)]
    [Operation("Sending", "Calls a mail back that has not begun to leave")]
    [ActsAsUser]
    [Answers(200, typeof(MessageView))]
    [Refuses(404, "unknown_message")]
    [Refuses(409, "too_late")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "locations/{loc}/messages/{id}/cancel")] HttpRequest request,
        string loc,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var location = RequestReader.Location(loc);
        if (!MessageId.TryParse(id, out var message) || await conversations.GetAsync(location, message, cancellationToken) is not { } shown)
            return ApiProblem.NotFound("message").ToResult();
        var send = await cancel.FindAsync(shown, cancellationToken);
        if (send is not null)
            ActingUser.MayReach(request, send.User);
        else if (Callers.Of(request.HttpContext).ActingUser is not null)
            return tooLate.ToResult();
        if (shown is not { Status: MessageStatus.Failed, Failure: CancelSend.Failure } && (send is null || !await cancel.CancelAsync(send.Token, cancellationToken)))
            return tooLate.ToResult();
        await starter.DeliverAsync(client, EventStream.Of(message.Conversation), cancellationToken);
        return await conversations.GetWithContentAsync(location, message, cancellationToken) is { } found
            ? Results.Json(MessageView.Of(found.Message, found.Content), ApiJson.Default.MessageView)
            : ApiProblem.NotFound("message").ToResult();
    }
}
