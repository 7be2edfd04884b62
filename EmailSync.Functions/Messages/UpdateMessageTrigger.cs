using EmailSync.Core.Access;
using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using EmailSync.Core.Updates;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using EmailSync.Functions.Sync;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace EmailSync.Functions.Messages;

/// <summary>R25: what the CRM wants of a user's copy. It answers when that stands durably, with the message as it is shown from now on.</summary>
public sealed class UpdateMessageTrigger(AcceptUpdate accept, ConversationStore conversations, OrchestrationStarter starter)
{
    [Function(nameof(UpdateMessageTrigger))]
    [Reaches(Reach.Mailbox)]
    [Operation("Messages", "Marks a user's copy read, unread, trashed or restored", Description = "R25: shown at once (pending), and carried out in the mailbox.")]
    [ActsAsUser]
    [Takes(RequestLimits.JsonBytes, Body = typeof(UpdateMessageBody))]
    [Answers(200, typeof(MessageView))]
    [Refuses(404, "unknown_message")]
    [Refuses(409, "no_mailbox_copy", "mailbox_not_connected", "reauth_required", "paused", "deleted_in_mailbox")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "locations/{loc}/messages/{id}")] HttpRequest request,
        string loc,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var location = RequestReader.Location(loc);
        var body = await RequestReader.JsonAsync(request, ApiJson.Default.UpdateMessageBody, RequestLimits.JsonBytes, cancellationToken);
        var check = new FieldChecks();
        check.Id("userId", body.UserId, required: true);
        check.That("read", body.Read is not null || body.Trashed is not null, "read or trashed is required.");
        check.Done();
        ActingUser.MayReach(request, new UserId(body.UserId!));
        if (!MessageId.TryParse(id, out var message))
            return ApiProblem.NotFound("message").ToResult();
        switch (await accept.AcceptAsync(location, message, new UserId(body.UserId!), body.Read, body.Trashed, cancellationToken))
        {
            case UpdateAcceptance.Accepted accepted:
                if (accepted.IsPending)
                {
                    await starter.UpdateAsync(client, message, cancellationToken);
                    await starter.DeliverAsync(client, EventStream.Of(message.Conversation), cancellationToken);
                }
                return await conversations.GetWithContentAsync(location, message, cancellationToken) is { } found
                    ? Results.Json(MessageView.Of(found.Message, found.Content), ApiJson.Default.MessageView)
                    : ApiProblem.NotFound("message").ToResult();
            case UpdateAcceptance.Refused refused:
                return new ApiProblem(StatusCodes.Status409Conflict, refused.Code, refused.Detail).ToResult();
            default:
                return ApiProblem.NotFound("message").ToResult();
        }
    }
}
