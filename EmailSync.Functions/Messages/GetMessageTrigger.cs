using EmailSync.Core.Access;
using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Messages;

public sealed class GetMessageTrigger(ConversationStore conversations)
{
    [Function(nameof(GetMessageTrigger))]
    [Reaches(Reach.Read)]
    [Operation("Messages", "A message")]
    [Answers(200, typeof(MessageView))]
    [Refuses(404, "unknown_message")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "locations/{loc}/messages/{id}")] HttpRequest request,
        string loc,
        string id,
        CancellationToken cancellationToken) =>
        MessageId.TryParse(id, out var message)
        && await conversations.GetWithContentAsync(RequestReader.Location(loc), message, cancellationToken) is { } found
            ? Results.Json(MessageView.Of(found.Message, found.Content), ApiJson.Default.MessageView)
            : ApiProblem.NotFound("message").ToResult();
}
