using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Logging;

namespace EmailSync.Core.Sync;

/// <summary>
/// Reads the next page of the mail that is to be filled in (B4). The orders are a feed with an end: it stands among the mailbox's feeds while there are
/// orders, comes last in a round, and survives whatever interrupts it.
/// </summary>
public sealed partial class FillInReader(
    IMailProviders providers, FillInStore orders, DecisionStore decisions, TableKeys keys, TimeProvider time, ILogger<FillInReader> logger)
{
    private const string FeedName = "fill-in";
    private const int MaxRestarts = 3;

    /// <summary>
    /// Searches do not know yet what came in moments ago, which is just the mail of somebody who is then made a contact: of the last hour our own log
    /// tells which mail had the address.
    /// </summary>
    private static readonly TimeSpan searchLag = TimeSpan.FromHours(1);

    /// <summary>It has no position of its own: every order keeps one. Written anew with each order, so that its version changes.</summary>
    public static FeedCursor Feed { get; } = new(FeedName, "");

    public static bool IsFillIn(string feed) => feed == FeedName;

    /// <summary>Null when no order is left.</summary>
    public async Task<FillInPage?> ReadAsync(SyncTarget target, CancellationToken cancellationToken)
    {
        var mailbox = target.Mailbox;
        if (await orders.FirstAsync(mailbox.Id, target.PausedIn, cancellationToken) is not { } order)
            return null;
        var connections = target.Connections.Where(c => c.Location.Id == order.Location).Select(c => c.Connection).ToList();
        if (connections.Count == 0)
            return new FillInPage(new FillInStep(order.Key, order.Version, Ends: true), []);

        var since = connections.Min(c => c.ConnectedAt);
        try
        {
            var listing = await providers[mailbox.Provider].ForOldMail.ListSinceAsync(mailbox.Id, since, order.Address, order.Page, cancellationToken);
            var version = listing.NextPage is { } next ? await orders.NoteNextAsync(mailbox.Id, order, next, cancellationToken) : order.Version;
            var recent = order.Page is null ? await RecentAsync(mailbox.Id, order, since, cancellationToken) : [];

            // A listing begins with the newest, and an answer that is found before what it answers would begin a thread of its own.
            return new FillInPage(
                version is null ? null : new FillInStep(order.Key, version, listing.NextPage is null),
                [.. listing.Messages.Concat(recent).DistinctBy(m => m.Id).Reverse()]);
        }
        catch (MailProviderException e) when (e.Kind is MailProviderFailure.Rejected or MailProviderFailure.NotFound or MailProviderFailure.CursorExpired)
        {
            // No later attempt would be answered otherwise, except that pages of a listing may have died while the provider throttled us.
            if (order.Page is null || order.Restarts == MaxRestarts)
            {
                LogRefused(logger, mailbox.Id, e.Kind, e.Code);
                return new FillInPage(new FillInStep(order.Key, order.Version, Ends: true), []);
            }
            await orders.RestartAsync(mailbox.Id, order, cancellationToken);
            return new FillInPage(null, []);
        }
    }

    private async Task<List<MessageChange>> RecentAsync(MailboxId mailbox, FillInOrder order, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var mark = keys.DecisionAddress(order.Location, order.Address.MatchKey);
        var found = new List<MessageChange>();
        var log = decisions.ListAsync(order.Location, mailbox, since > now - searchLag ? since : now - searchLag, now.AddDays(1), null, cancellationToken);
        await foreach (var line in log)
        {
            if (line.Outcome == Outcome.Skipped && DecisionAddresses.Include(line.Addresses, mark))
                found.Add(new MessageChange(line.ProviderMessage, null, MessageChangeKind.Appeared));
        }
        return found;
    }

    [LoggerMessage(2016, LogLevel.Warning, "Mailbox {Mailbox}: the provider refuses to look up older mail of an address ({Kind}, {Code}); it is not filled in")]
    private static partial void LogRefused(ILogger logger, MailboxId mailbox, MailProviderFailure kind, string code);
}
