using EmailSync.Core.Access;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Mailboxes;

public sealed class ListQuarantineTrigger(ConnectedMailbox mailboxes, DeferredStore deferred)
{
    [Function(nameof(ListQuarantineTrigger))]
    [Reaches(Reach.Mailbox)]
    [Operation("Mailboxes", "Messages that were set aside", Description = "B3.")]
    [ActsAsUser]
    [Paged]
    [Answers(200, typeof(Page<QuarantineView>))]
    [Refuses(404, "unknown_mailbox")]
    [Refuses(409, "mailbox_not_connected")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "locations/{loc}/users/{user}/mailbox/quarantine")] HttpRequest request,
        string loc,
        string user,
        CancellationToken cancellationToken)
    {
        var (_, mailbox) = await mailboxes.FindAsync(request, loc, user, cancellationToken);
        var limit = RequestReader.Limit(request);
        var cursor = request.Query["cursor"].ToString() is { Length: > 0 } text ? text : null;
        if (cursor is not null && (cursor.Length > 100 || !cursor.All(char.IsAsciiLetterOrDigit)))
            return ApiProblem.Invalid(new FieldError("cursor", "The nextCursor of an earlier answer.")).ToResult();
        var (messages, next) = await deferred.ListQuarantinedAsync(mailbox.Id, cursor, limit, cancellationToken);
        var items = messages.Select(m => new QuarantineView(m.Message.Value, m.FirstSeen, m.Attempts + m.Deaths, m.Cause)).ToList();
        return Results.Json(new Page<QuarantineView>(items, next), ApiJson.Default.PageQuarantineView);
    }
}
