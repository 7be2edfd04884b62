using System.Text.Json;
using EmailSync.Core.Access;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Mailboxes;

/// <summary>The operator's view: all mailboxes, or those in one state. What a single connection is in (paused, disconnecting) is the CRM's to ask.</summary>
public sealed class ListMailboxesTrigger(MailboxStore mailboxes, DeferredStore deferred, IMailProviders providers, MailboxViews views)
{
    private static readonly MailboxStatus[] states = [MailboxStatus.ReauthRequired, MailboxStatus.Connected, MailboxStatus.Disconnected];

    [Function(nameof(ListMailboxesTrigger))]
    [Reaches(Reach.Installation)]
    [Operation("Operators", "Every mailbox of the installation")]
    [Query("status", "Only these.", Values = ["connected", "reauth_required", "disconnected"])]
    [Paged]
    [Answers(200, typeof(Page<MailboxSummaryView>))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "mailboxes")] HttpRequest request, CancellationToken cancellationToken)
    {
        var limit = RequestReader.Limit(request);
        var asked = request.Query["status"].ToString();
        var cursor = request.Query["cursor"].ToString();
        var check = new FieldChecks();
        check.That("status", asked.Length == 0 || Find(asked) is not null, "connected, reauth_required or disconnected.");
        check.That("cursor", cursor.Length == 0 || KeyHasher.IsHash(cursor), "The nextCursor of an earlier answer.");
        check.Done();

        // One more than asked for tells whether there is another page.
        var among = Find(asked) is { } one ? [one] : states;
        var found = await mailboxes.ListAsync(among, cursor.Length == 0 ? null : cursor, cancellationToken).Take(limit + 1).ToListAsync(cancellationToken);
        var items = new List<MailboxSummaryView>();
        foreach (var mailbox in found.Take(limit))
            items.Add(await ShowAsync(mailbox, cancellationToken));
        var next = found.Count > limit ? found[limit - 1].Id.Value : null;
        return Results.Json(new Page<MailboxSummaryView>(items, next), ApiJson.Default.PageMailboxSummaryView);
    }

    private async Task<MailboxSummaryView> ShowAsync(Mailbox mailbox, CancellationToken cancellationToken)
    {
        var quarantined = 0;
        await foreach (var message in deferred.ListAsync(mailbox.Id, cancellationToken))
            quarantined += message.Quarantined ? 1 : 0;
        var connections = (await mailboxes.ConnectionsOfAsync(mailbox.Id, cancellationToken)).Count;
        var quota = await providers[mailbox.Provider].QuotaAsync(mailbox.Id, cancellationToken);
        return views.Summarise(mailbox, connections, quarantined, quota);
    }

    private static MailboxStatus? Find(string name) => states.Select(s => (MailboxStatus?)s).FirstOrDefault(s => Name(s!.Value) == name);

    private static string Name(MailboxStatus status) => JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString());
}
