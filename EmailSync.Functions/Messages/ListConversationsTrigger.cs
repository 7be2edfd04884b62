using EmailSync.Core.Access;
using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Messages;

public sealed class ListConversationsTrigger(DirectoryStore directory, ListConversations conversations)
{
    [Function(nameof(ListConversationsTrigger))]
    [Reaches(Reach.Read)]
    [Operation("Messages", "Conversations, that with the newest message first")]
    [Query("assignedTo", "Contacts of this user only; a page may then have fewer than asked for, and more behind it.")]
    [Paged]
    [Answers(200, typeof(Page<ConversationView>))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "locations/{loc}/conversations")] HttpRequest request,
        string loc,
        CancellationToken cancellationToken)
    {
        var (location, limit) = (RequestReader.Location(loc), RequestReader.Limit(request));
        var (cursor, assignedTo) = (Text(request, "cursor"), Text(request, "assignedTo"));
        var check = new FieldChecks();
        check.That("cursor", cursor is null || ConversationList.IsCursor(cursor), "The nextCursor of an earlier answer.");
        check.Id("assignedTo", assignedTo, required: false);
        check.Done();
        if (await directory.GetLocationAsync(location, cancellationToken) is null)
            return ApiProblem.NotFound("location").ToResult();
        var (items, next) = await conversations.PageAsync(location, cursor, limit, assignedTo is null ? null : new UserId(assignedTo), cancellationToken);
        return Results.Json(new Page<ConversationView>([.. items.Select(ConversationView.Of)], next), ApiJson.Default.PageConversationView);
    }

    private static string? Text(HttpRequest request, string name) => request.Query[name].ToString() is { Length: > 0 } text ? text : null;
}
