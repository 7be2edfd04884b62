using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Logging;

namespace EmailSync.Core.Sync;

/// <summary>Pages of old mail, that is what was put off, caught up with or filled in: small ones, on the share of the limit that new mail leaves (invariant 11).</summary>
public sealed partial class OldMailReader(
    IMailProviders providers,
    FeedStore feeds,
    PutOffMail putOff,
    DirtyStore dirty,
    DueStore due,
    MessageTriage triage,
    FillInReader fillIns,
    TimeProvider time,
    ILogger<OldMailReader> logger)
{
    /// <summary>Each attempt begins with a look at the live feeds: more of them would eat what old mail waits for.</summary>
    private static readonly TimeSpan shortestWait = TimeSpan.FromSeconds(1);

    /// <summary>A listing whose pages die again and again must not be begun anew without a pause.</summary>
    private static readonly TimeSpan beforeListingAnew = TimeSpan.FromMinutes(1);

    /// <summary>Takes up some of the messages that were put off and are due; then the live feeds again, before the rest.</summary>
    internal Task<SyncPage> TakeUpAsync(SyncLook look, CancellationToken cancellationToken) =>
        LaterIfThrottledAsync(look, () => DueAsync(look, cancellationToken), cancellationToken);

    internal Task<SyncPage> ReadAsync(SyncLook look, StoredCursor stored, CancellationToken cancellationToken) => LaterIfThrottledAsync(
        look,
        () => FillInReader.IsFillIn(stored.Cursor.Feed) ? FillInAsync(look, stored, cancellationToken) : ListAsync(look, stored, cancellationToken),
        cancellationToken);

    /// <summary>
    /// Where the limit leaves nothing to old mail, nothing is wrong: new mail has been looked at, the round ends well, and the next page is for later.
    /// </summary>
    private async Task<SyncPage> LaterIfThrottledAsync(SyncLook look, Func<Task<SyncPage>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await read();
        }
        catch (MailProviderException e) when (e.Kind == MailProviderFailure.Throttled)
        {
            var wait = MailboxHealth.RetryAfter(e);
            var at = time.GetUtcNow() + (wait < shortestWait ? shortestWait : wait);
            await due.ScheduleAsync(DueKind.Wake, look.Target.Mailbox.Id.Value, at, cancellationToken);
            return look.End() with { PutOff = true };
        }
    }

    private async Task<SyncPage> ListAsync(SyncLook look, StoredCursor stored, CancellationToken cancellationToken)
    {
        var (since, page) = CatchUp.Read(stored.Cursor);
        var mailbox = look.Target.Mailbox;
        var askedAt = time.GetUtcNow();
        ListingPage listing;
        try
        {
            listing = await providers[mailbox.Provider].ForOldMail.ListSinceAsync(mailbox.Id, since, null, page, cancellationToken);
        }
        catch (MailProviderException e) when (page is not null && e.Kind is MailProviderFailure.Rejected or MailProviderFailure.NotFound or MailProviderFailure.CursorExpired)
        {
            // Pages of a listing die while a mailbox waits for its limit. What was listed before is recognised at the price of a look at our own index.
            LogListedAnew(logger, mailbox.Id, e.Kind, e.Code);
            await feeds.AdvanceAsync(mailbox.Id, stored.Cursor with { Position = CatchUp.Start(since).Position }, stored.Version, cancellationToken);
            await due.ScheduleAsync(DueKind.Wake, mailbox.Id.Value, time.GetUtcNow() + beforeListingAnew, cancellationToken);
            return look.End();
        }
        var wanted = await triage.SortAsync(look.Target, listing.Messages, askedAt, areOld: true, cancellationToken);
        var after = listing.NextPage is not null
            ? await IsUndisturbedAsync(look, wanted, cancellationToken) ? stored.Cursor.Feed : null
            : look.After(stored.Cursor.Feed);
        return new SyncPage(
            SyncPageState.Page,
            stored.Cursor.Feed,
            stored.Version,
            listing.NextPage is { } next ? CatchUp.At(since, next).Position : null,
            FeedEnds: listing.NextPage is null,
            GoesOn: listing.NextPage is not null || after is not null,
            NextFeed: after,
            Mark: look.Mark,
            Lanes: Lanes.Of(wanted))
        {
            Seen = look.Having(listing.Messages).Seen,
            IsOldMail = true,
        };
    }

    private async Task<SyncPage> FillInAsync(SyncLook look, StoredCursor stored, CancellationToken cancellationToken)
    {
        var askedAt = time.GetUtcNow();
        if (await fillIns.ReadAsync(look.Target, cancellationToken) is not { } page)
        {
            return new SyncPage(
                SyncPageState.Page, stored.Cursor.Feed, stored.Version, FeedEnds: true, Mark: look.Mark, Lanes: [])
            {
                Seen = look.Seen,
            };
        }
        var wanted = await triage.SortAsync(look.Target, page.Messages, askedAt, areOld: true, cancellationToken);
        await putOff.PutOffAsync(look.Target.Mailbox.Id, wanted.Skip(FeedPlan.MaxOldPerPage), cancellationToken);
        return new SyncPage(
            SyncPageState.Page,
            GoesOn: true,
            NextFeed: await IsUndisturbedAsync(look, wanted, cancellationToken) ? stored.Cursor.Feed : null,
            Mark: look.Mark,
            Lanes: Lanes.Of([.. wanted.Take(FeedPlan.MaxOldPerPage)]))
        {
            IsOldMail = true,
            FillIn = page.Step,
            Seen = look.Having(page.Messages).Seen,
        };
    }

    /// <summary>
    /// From the beginning again, for mail that came meanwhile; but many pages of old mail bring nothing, and each would pay for a look at every feed.
    /// </summary>
    private async Task<bool> IsUndisturbedAsync(SyncLook look, IReadOnlyList<MessageRef> wanted, CancellationToken cancellationToken) =>
        wanted.Count == 0 && (await dirty.ReadAsync(look.Target.Mailbox.Id, cancellationToken))?.Version == look.Mark?.Version;

    private async Task<SyncPage> DueAsync(SyncLook look, CancellationToken cancellationToken)
    {
        var mailbox = look.Target.Mailbox;
        var (lanes, areOld) = await putOff.DueAsync(mailbox.Id, cancellationToken);
        if (areOld)
            await providers[mailbox.Provider].ForOldMail.AffordAsync(mailbox.Id, lanes.Sum(lane => lane.Count), cancellationToken);
        return new SyncPage(SyncPageState.Page, GoesOn: true, Mark: look.Mark, Lanes: lanes) { Seen = look.Seen, IsOldMail = areOld };
    }

    [LoggerMessage(2020, LogLevel.Information, "Mailbox {Mailbox}: a page of old mail is no longer known ({Kind}, {Code}); the listing begins anew")]
    private static partial void LogListedAnew(ILogger logger, MailboxId mailbox, MailProviderFailure kind, string code);
}
