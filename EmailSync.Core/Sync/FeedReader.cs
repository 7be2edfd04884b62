using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailSync.Core.Sync;

/// <summary>
/// The first step of a sync: what is there to do for this mailbox? Looks at one feed after the other until one of them has messages for the lanes; a page
/// without any is committed here, so that an idle look is a single step. Turns a lost cursor into a bounded catch-up (invariant 5). Old mail, that is what
/// was put off, caught up with or filled in, comes in small pages, and the live feeds are looked at before each (invariant 11).
/// </summary>
public sealed partial class FeedReader(
    IMailProviders providers,
    SyncTargets targets,
    FeedStore feeds,
    DeferredStore deferred,
    DirtyStore dirty,
    DueStore due,
    MessageTriage triage,
    SilenceDetector silence,
    HintReader hintReader,
    FillInReader fillIns,
    PageCommitter committer,
    MailboxHealth health,
    IOptions<EmailSyncOptions> options,
    TimeProvider time,
    ILogger<FeedReader> logger)
{
    /// <summary>New mail waits for the end of a page: not longer than ten messages take.</summary>
    public const int MaxOldPerPage = 10;

    /// <summary>They are new, and some of them answer others of them.</summary>
    private const int MaxWaitedPerPage = 100;

    private static readonly TimeSpan beforePinningAgain = TimeSpan.FromMinutes(1);

    /// <summary>Each attempt begins with a look at the live feeds: more of them would eat what old mail waits for.</summary>
    private static readonly TimeSpan shortestWait = TimeSpan.FromSeconds(1);

    /// <summary>A listing whose pages die again and again must not be begun anew without a pause.</summary>
    private static readonly TimeSpan beforeListingAnew = TimeSpan.FromMinutes(1);

    /// <summary>A step must end long before anybody gives it up: after so many empty pages the engine gets its turn.</summary>
    private const int MaxPagesPerStep = 20;

    public async Task<SyncPage> ReadAsync(MailboxId id, SyncRound round, CancellationToken cancellationToken)
    {
        for (var looked = 1; ; looked++)
        {
            var page = await LookAsync(id, round, cancellationToken);
            if (page.State == SyncPageState.Stop || page.Lanes is { Count: > 0 } || looked == MaxPagesPerStep)
                return page;
            if (await committer.CommitAsync(id, page, hadMessages: false, time.GetUtcNow(), cancellationToken) == SyncNext.Done)
                return SyncPage.Stop;
            round = page.Following;
        }
    }

    private async Task<SyncPage> LookAsync(MailboxId id, SyncRound round, CancellationToken cancellationToken)
    {
        // Read before the round's first look: whoever rings after this line finds the row changed, and the round is not the last.
        var mark = round.Feed is null ? await dirty.ReadAsync(id, cancellationToken) : round.Mark;
        if (await targets.FindAsync(id, cancellationToken) is not { } target)
            return await StopAsync(id, mark, cancellationToken);
        var cursors = new List<StoredCursor>();
        await foreach (var cursor in feeds.ListAsync(id, cancellationToken))
            cursors.Add(cursor);

        // The end of old mail may be far: what was named meanwhile is read before the next page of it.
        var named = round.InFeed ? NamedMeanwhile(await dirty.ReadAsync(id, cancellationToken)) : mark?.Hints;
        var putOff = round.Feed is null ? await IsAnyDueAsync(id, cancellationToken) : round.PutOff;
        var look = new Look(target, cursors, mark, named ?? [], round.Seen ?? [], putOff, round.Lost ?? []);
        try
        {
            if (look.Unseen.Any() && (round.InFeed || round.Feed == FeedPlan.Hints))
                return await HintsAsync(look, round, cancellationToken);
            if (round.Feed == FeedPlan.PutOff)
                return await LaterIfThrottledAsync(look, () => PutOffAsync(look, cancellationToken), cancellationToken);
            if (FeedPlan.Choose(cursors, round.Feed, look.Everything) is not { } chosen)
                return round.Feed is null ? await StopAsync(id, mark, cancellationToken) : look.End();
            return FeedPlan.IsOldMail(chosen.Cursor.Feed)
                ? await LaterIfThrottledAsync(look, () => OldMailAsync(look, chosen, cancellationToken), cancellationToken)
                : await ChangesAsync(look, chosen, cancellationToken);
        }
        catch (MailProviderException e)
        {
            await health.FailedAsync(id, e, cancellationToken);
            return await StopAsync(id, mark, cancellationToken);
        }
    }

    /// <summary>The bell has been heard although nothing could be done: what helps later has been scheduled, and sweeps need not start this again.</summary>
    private async Task<SyncPage> StopAsync(MailboxId id, DirtyMark? mark, CancellationToken cancellationToken)
    {
        if (mark is not null)
            await dirty.ClearAsync(id, mark.Version, cancellationToken);
        return SyncPage.Stop;
    }

    private async Task<SyncPage> ChangesAsync(Look look, StoredCursor stored, CancellationToken cancellationToken)
    {
        var provider = providers[look.Target.Mailbox.Provider];
        var askedAt = time.GetUtcNow();
        try
        {
            var page = await provider.ListChangesAsync(look.Target.Mailbox.Id, stored.Cursor, cancellationToken);
            await silence.NoteAsync(look.Target, look.Mark, page.Changes, cancellationToken);
            look = look.Having(page.Changes);
            var (taken, listedFrom) = BeforePin.Split(page, ConnectedAt(look.Target));
            if (listedFrom is { } since)
                look = await ListingFromAsync(look, since, cancellationToken);
            var wanted = await triage.SortAsync(look.Target, taken, askedAt, areOld: false, cancellationToken);
            var next = page.HasMore ? stored.Cursor.Feed : look.After(stored.Cursor.Feed);
            return new SyncPage(
                SyncPageState.Page,
                stored.Cursor.Feed,
                stored.Version,
                page.Next.Position == stored.Cursor.Position ? null : page.Next.Position,
                GoesOn: next is not null,
                NextFeed: next,
                Mark: look.Mark,
                Lanes: Lanes.Of(InLook(wanted)))
            {
                Quiet = stored.Cursor.Quiet,
                EndsLook = FeedPlan.EndsLook(next),

                // Pages that bring mail bring what was announced as well; pages of old mail alone must not keep it waiting.
                InFeed = page.HasMore && wanted.Count == 0,
                Seen = look.Seen,
                PutOff = look.PutOff,
                Lost = look.Lost,
                Opened = page.Opened,
                Closed = page.Closed,
                LookAgainAfter = provider.SilentSpan > TimeSpan.Zero ? provider.SilentSpan : null,
            };
        }
        catch (MailProviderException e) when (e.Kind == MailProviderFailure.CursorExpired)
        {
            // A cursor that is forgotten the moment it was given is the provider's trouble, and would be pinned without end.
            if (look.Lost.Contains(stored.Cursor.Feed))
                throw new MailProviderException(MailProviderFailure.Transient, e.Code, beforePinningAgain, e);
            LogCursorExpired(logger, look.Target.Mailbox.Id, stored.Cursor.Feed);
            await PinAgainAsync(look.Target, stored.Cursor.Feed, cancellationToken);
            return new SyncPage(SyncPageState.Page, GoesOn: true, Mark: look.Mark, Lanes: []) { Lost = [.. look.Lost, stored.Cursor.Feed] };
        }
    }

    /// <summary>
    /// What a page leaves out must have another way before the page is done. A listing that is under way begins anew: what it had already is recognised.
    /// </summary>
    private async Task<Look> ListingFromAsync(Look look, DateTimeOffset since, CancellationToken cancellationToken)
    {
        if (look.Cursors.Any(c => CatchUp.WillCover(c.Cursor, since)))
            return look;
        var listing = CatchUp.Start(since);
        await feeds.ResetAsync(look.Target.Mailbox.Id, listing, cancellationToken);
        return await feeds.GetAsync(look.Target.Mailbox.Id, listing.Feed, cancellationToken) is { } stored
            ? look with { Cursors = [.. look.Cursors.Where(c => c.Cursor.Feed != listing.Feed), stored] }
            : look;
    }

    /// <summary>What notifications named and no feed has shown so far; the round then goes on where it was.</summary>
    private async Task<SyncPage> HintsAsync(Look look, SyncRound round, CancellationToken cancellationToken)
    {
        var step = look.Unseen.Take(HintReader.MaxPerStep).ToList();
        var askedAt = time.GetUtcNow();
        var changes = await hintReader.ReadAsync(look.Target, step, cancellationToken);
        var isLast = step.Count == look.Unseen.Count();
        var next = round.InFeed || !isLast ? round.Feed : look.After(FeedPlan.Hints);
        return new SyncPage(
            SyncPageState.Page,
            GoesOn: next is not null,
            NextFeed: next,
            Mark: look.Mark,
            Lanes: Lanes.Of(InLook(await triage.SortAsync(look.Target, changes, askedAt, areOld: false, cancellationToken))))
        {
            EndsLook = FeedPlan.EndsLook(next),
            InFeed = round.InFeed,
            PutOff = look.PutOff,
            Seen = [.. look.Seen, .. step],
        };
    }

    /// <summary>A new cursor is pinned first, so that nothing falls between it and the listing, which then may take its time.</summary>
    private async Task PinAgainAsync(SyncTarget target, string feed, CancellationToken cancellationToken)
    {
        var mailbox = target.Mailbox;
        var since = CatchUp.Since(mailbox.LastSyncedAt - options.Value.ReconcileInterval, ConnectedAt(target));
        await feeds.ResetAsync(mailbox.Id, CatchUp.Start(since), cancellationToken);
        var pinned = await providers[mailbox.Provider].PinCursorsAsync(mailbox.Id, cancellationToken);
        foreach (var cursor in pinned)
            await (cursor.Feed == feed ? (Task)feeds.ResetAsync(mailbox.Id, cursor, cancellationToken) : feeds.PinAsync(mailbox.Id, cursor, cancellationToken));
        if (pinned.All(c => c.Feed != feed))
            await feeds.RemoveAsync(mailbox.Id, feed, cancellationToken);
    }

    /// <summary>
    /// Where the limit leaves nothing to old mail, nothing is wrong: new mail has been looked at, the round ends well, and the next page is for later.
    /// </summary>
    private async Task<SyncPage> LaterIfThrottledAsync(Look look, Func<Task<SyncPage>> read, CancellationToken cancellationToken)
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

    private Task<SyncPage> OldMailAsync(Look look, StoredCursor stored, CancellationToken cancellationToken) =>
        FillInReader.IsFillIn(stored.Cursor.Feed) ? FillInAsync(look, stored, cancellationToken) : ListAsync(look, stored, cancellationToken);

    private async Task<SyncPage> ListAsync(Look look, StoredCursor stored, CancellationToken cancellationToken)
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

    private async Task<SyncPage> FillInAsync(Look look, StoredCursor stored, CancellationToken cancellationToken)
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
        await PutOffAsync(look.Target.Mailbox.Id, wanted.Skip(MaxOldPerPage), cancellationToken);
        return new SyncPage(
            SyncPageState.Page,
            GoesOn: true,
            NextFeed: await IsUndisturbedAsync(look, wanted, cancellationToken) ? stored.Cursor.Feed : null,
            Mark: look.Mark,
            Lanes: Lanes.Of([.. wanted.Take(MaxOldPerPage)]))
        {
            IsOldMail = true,
            FillIn = page.Step,
            Seen = look.Having(page.Messages).Seen,
        };
    }

    /// <summary>
    /// From the beginning again, for mail that came meanwhile; but many pages of old mail bring nothing, and each would pay for a look at every feed.
    /// </summary>
    private async Task<bool> IsUndisturbedAsync(Look look, IReadOnlyList<MessageRef> wanted, CancellationToken cancellationToken) =>
        wanted.Count == 0 && (await dirty.ReadAsync(look.Target.Mailbox.Id, cancellationToken))?.Version == look.Mark?.Version;

    /// <summary>Some of the messages that were put off and are due; then the live feeds again, before the rest.</summary>
    private async Task<SyncPage> PutOffAsync(Look look, CancellationToken cancellationToken)
    {
        var mailbox = look.Target.Mailbox;
        var (lanes, areOld) = await DueAsync(mailbox.Id, cancellationToken);
        if (areOld)
            await providers[mailbox.Provider].ForOldMail.AffordAsync(mailbox.Id, lanes.Sum(lane => lane.Count), cancellationToken);
        return new SyncPage(SyncPageState.Page, GoesOn: true, Mark: look.Mark, Lanes: lanes) { Seen = look.Seen, IsOldMail = areOld };
    }

    /// <summary>What the log of the last hour adds to a page may be any number: more than a page is put off, and comes in its turn and in its order.</summary>
    private async Task PutOffAsync(MailboxId id, IEnumerable<MessageRef> surplus, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var (message, place) in surplus.Select((m, place) => (m, place)))
        {
            var key = new ProviderMessageId(message.Id);
            ProviderThreadId? thread = message.Thread is { } t ? new ProviderThreadId(t) : null;
            if (await deferred.GetAsync(id, key, cancellationToken) is null)
            {
                await deferred.SaveAsync(
                    id, new DeferredMessage(key, thread, now, now.AddMilliseconds(place), 0, Reason.ProviderThrottled, null, Quarantined: false) { IsUpdate = message.IsUpdate }, cancellationToken);
            }
        }
    }

    /// <summary>
    /// Messages that were put off and are due. New ones that waited for the end of a look come first and in one lane, oldest first: one may answer another.
    /// </summary>
    private async Task<(IReadOnlyList<IReadOnlyList<MessageRef>> Lanes, bool AreOld)> DueAsync(MailboxId id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var due = new List<DeferredMessage>();
        await foreach (var message in deferred.ListAsync(id, cancellationToken))
        {
            if (!message.Quarantined && message.DueAt <= now)
                due.Add(message);
        }
        var waited = due.Where(m => m.AwaitedSince is not null).OrderBy(m => m.AwaitedSince).Take(MaxWaitedPerPage).Select(Reference).ToList();
        if (waited.Count > 0)
            return ([waited], AreOld: false);
        return (Lanes.Of([.. due.OrderBy(m => m.DueAt).Take(MaxOldPerPage).Select(m => Reference(m) with { IsOld = true })]), AreOld: true);
    }

    private async Task<bool> IsAnyDueAsync(MailboxId id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await foreach (var message in deferred.ListAsync(id, cancellationToken))
        {
            if (!message.Quarantined && message.DueAt <= now)
                return true;
        }
        return false;
    }

    /// <summary>Since when the mailbox is connected anywhere.</summary>
    private static DateTimeOffset ConnectedAt(SyncTarget target) => target.Connections.Min(c => c.Connection.ConnectedAt);

    private static MessageRef Reference(DeferredMessage message) =>
        new(message.Message.Value, message.Thread?.Value) { News = StateNews.Open, IsUpdate = message.IsUpdate };

    private static IReadOnlyList<MessageRef> InLook(IReadOnlyList<MessageRef> found) => [.. found.Select(m => m with { EarlierMayFollow = true })];

    /// <summary>In a storm of notifications names are not kept; new mail must not wait for the end of old mail then either.</summary>
    private static IReadOnlyList<string>? NamedMeanwhile(DirtyMark? mark) =>
        mark is { More: true } ? [Hint.Newest(mark.Version), .. mark.Hints] : mark?.Hints;

    /// <summary>All that one look goes by.</summary>
    private sealed record Look(
        SyncTarget Target, IReadOnlyList<StoredCursor> Cursors, DirtyMark? Mark, IReadOnlyList<string> Named, IReadOnlyList<string> Seen, bool PutOff, IReadOnlyList<string> Lost)
    {
        public bool Everything => Mark?.Everything == true;

        public IEnumerable<string> Unseen => Named.Except(Seen);

        public string? After(string step) =>
            FeedPlan.After(Cursors, step, Everything, hints: step != FeedPlan.Hints && Unseen.Any(), PutOff);

        public Look Having(IEnumerable<MessageChange> changes) =>
            Named.Count > 0 ? this with { Seen = [.. Seen.Union(Named.IntersectBy(changes.Select(c => c.Id.Value), Hint.IdOf))] } : this;

        public SyncPage End() => new(SyncPageState.Page, Mark: Mark, Lanes: []) { Seen = Seen };
    }

    [LoggerMessage(2010, LogLevel.Warning, "Mailbox {Mailbox}: the cursor of feed {Feed} is lost; catching up from the last good sync")]
    private static partial void LogCursorExpired(ILogger logger, MailboxId mailbox, string feed);

    [LoggerMessage(2020, LogLevel.Information, "Mailbox {Mailbox}: a page of old mail is no longer known ({Kind}, {Code}); the listing begins anew")]
    private static partial void LogListedAnew(ILogger logger, MailboxId mailbox, MailProviderFailure kind, string code);
}
