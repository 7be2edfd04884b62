using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Mailboxes;

public sealed class ListQuarantineTrigger(ConnectedMailbox mailboxes, DeferredStore deferred)
{
    [Function(nameof(ListQuarantineTrigger))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "locations/{loc}/users/{user}/mailbox/quarantine")] HttpRequest request,
        string loc,
        string user,
        CancellationToken cancellationToken)
    {
        var (_, mailbox) = await mailboxes.FindAsync(request, loc, user, cancellationToken);
        var limit = RequestReader.Limit(request);
        var items = new List<QuarantineView>();
        await foreach (var message in deferred.ListAsync(mailbox.Id, cancellationToken))
        {
            if (message.Quarantined && items.Count < limit)
                items.Add(new QuarantineView(message.Message.Value, message.FirstSeen, message.Attempts, message.Cause));
        }
        return Results.Json(new Page<QuarantineView>(items), ApiJson.Default.PageQuarantineView);
    }
}
