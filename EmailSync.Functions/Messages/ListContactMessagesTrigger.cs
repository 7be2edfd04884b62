using EmailSync.Core.Access;
using EmailSync.Core.Crm;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Messages;

public sealed class ListContactMessagesTrigger(DirectoryStore directory, ConversationStore conversations)
{
    [Function(nameof(ListContactMessagesTrigger))]
    [Reaches(Reach.Read)]
    [Operation("Messages", "A contact's conversation, newest first")]
    [Paged]
    [Answers(200, typeof(Page<MessageView>))]
    [Refuses(404, "unknown_contact")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "locations/{loc}/contacts/{contact}/messages")] HttpRequest request,
        string loc,
        string contact,
        CancellationToken cancellationToken)
    {
        var (location, id) = (RequestReader.Location(loc), RequestReader.Contact(contact));
        var limit = RequestReader.Limit(request);
        var cursor = request.Query["cursor"].ToString() is { Length: > 0 } text ? text : null;
        if (cursor is not null && (cursor.Length > 100 || !cursor.All(char.IsAsciiLetterOrDigit)))
            return ApiProblem.Invalid(new FieldError("cursor", "The nextCursor of an earlier answer.")).ToResult();
        if (await directory.GetContactAsync(location, id, cancellationToken) is not { } found)
            return ApiProblem.NotFound("contact").ToResult();
        var messages = await conversations.ListAsync(found.Conversation, cursor, limit + 1, cancellationToken);
        var items = messages.Take(limit).Select(m => MessageView.Of(m.Message, m.Content)).ToList();
        return Results.Json(
            new Page<MessageView>(items, messages.Count > limit ? messages[limit - 1].Message.Id.SortKey : null), ApiJson.Default.PageMessageView);
    }
}
