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
    PutOffMail putOffMail,
    DirtyStore dirty,
    MessageTriage triage,
    SilenceDetector silence,
    HintReader hintReader,
    OldMailReader oldMail,
    PageCommitter committer,
    MailboxHealth health,
    IOptions<EmailSyncOptions> options,
    TimeProvider time,
    ILogger<FeedReader> logger)
{
    /// <summary>The clock of whoever rang may be ahead of ours.</summary>
    private static readonly TimeSpan clockSlack = TimeSpan.FromSeconds(5);

    /// <summary>A step must end long before anybody gives it up: after so many empty pages the engine gets its turn.</summary>
    private const int MaxPagesPerStep = 20;

    public async Task<SyncPage> ReadAsync(MailboxId id, SyncRound round, CancellationToken cancellationToken)
    {
        for (var looked = 1; ; looked++)
        {
            var page = await LookAsync(id, round, cancellationToken);
            if (page.State == SyncPageState.Stop || page.Lanes is { Count: > 0 } || looked == MaxPagesPerStep)
                return page;

            // A feed that does not answer has taken its time: the next one gets a step of its own, which knows of it whatever becomes of this process.
            if (page.Failed?.Count > (round.Failed?.Count ?? 0))
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

        // What a failed look at everything was to find, the look that makes up for it has to: whoever rings for it, and no sooner than it is time.
        var failed = mark?.Version == round.Mark?.Version ? round.Failed : null;
        if (round.Feed is null && mark is not null && target.Mailbox.BehindSince is not null && !(target.Mailbox.RetryAt > time.GetUtcNow() + clockSlack))
            (mark, failed) = (mark with { Everything = true }, null);

        // The end of old mail may be far: what was named meanwhile is read before the next page of it.
        var named = round.InFeed ? NamedMeanwhile(await dirty.ReadAsync(id, cancellationToken)) : mark?.Hints;
        var putOff = round.Feed is null ? await putOffMail.IsAnyDueAsync(id, cancellationToken) : round.PutOff;
        var look = new SyncLook(target, target.Cursors, mark, named ?? [], round.Seen ?? [], putOff, round.Lost ?? [], failed ?? []);
        try
        {
            var page = await LookAsync(look, round, cancellationToken);
            return page with { Failed = page.Failed ?? (look.Failed.Count > 0 ? look.Failed : null), IsWhole = look.Everything };
        }
        catch (MailProviderException e)
        {
            // Where old mail could not be read, nothing of what is new was left out.
            var isOld = round.Feed is { } feed && FeedPlan.IsOldMail(feed);
            await FailedAsync(look, e, isWhole: look.Everything && !isOld, cancellationToken);
            return await StopAsync(id, mark, cancellationToken);
        }
    }

    private async Task<SyncPage> LookAsync(SyncLook look, SyncRound round, CancellationToken cancellationToken)
    {
        if (look.Unseen.Any() && (round.InFeed || round.Feed == FeedPlan.Hints))
            return await HintsAsync(look, round, cancellationToken);
        if (round.Feed == FeedPlan.PutOff)
            return await oldMail.TakeUpAsync(look, cancellationToken);
        if (FeedPlan.Choose(look.Cursors, round.Feed, look.Everything, look.Failed) is not { } chosen)
            return round.Feed is null ? await StopAsync(look.Target.Mailbox.Id, look.Mark, cancellationToken) : look.End();
        if (FeedPlan.IsOldMail(chosen.Cursor.Feed))
            return await oldMail.ReadAsync(look, chosen, cancellationToken);
        try
        {
            return await ChangesAsync(look, chosen, cancellationToken);
        }
        catch (MailProviderException e) when (IsOfOneFeed(e) && look.Without(chosen.Cursor.Feed) is { } others)
        {
            LogFeedFailed(logger, look.Target.Mailbox.Id, chosen.Cursor.Feed, e.Kind, e.Code);
            if (look.Failed.Count == 0)
                await FailedAsync(look, e, look.Everything, cancellationToken);
            return others.Skip(chosen.Cursor.Feed);
        }
    }

    private Task FailedAsync(SyncLook look, MailProviderException failure, bool isWhole, CancellationToken cancellationToken)
    {
        var mailbox = look.Target.Mailbox;
        return health.FailedAsync(mailbox.Id, failure, isWhole ? mailbox.LastSyncedAt ?? ConnectedAt(look.Target) : null, cancellationToken);
    }

    /// <summary>It may be the trouble of one folder alone, while the mailbox answers.</summary>
    private static bool IsOfOneFeed(MailProviderException failure) =>
        failure.Kind is MailProviderFailure.Transient or MailProviderFailure.Rejected or MailProviderFailure.NotFound;

    /// <summary>The bell has been heard although nothing could be done: what helps later has been scheduled, and sweeps need not start this again.</summary>
    private async Task<SyncPage> StopAsync(MailboxId id, DirtyMark? mark, CancellationToken cancellationToken)
    {
        if (mark is not null)
            await dirty.ClearAsync(id, mark.Version, cancellationToken);
        return SyncPage.Stop;
    }

    private async Task<SyncPage> ChangesAsync(SyncLook look, StoredCursor stored, CancellationToken cancellationToken)
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
                throw new MailProviderException(MailProviderFailure.Transient, e.Code, null, e);
            LogCursorExpired(logger, look.Target.Mailbox.Id, stored.Cursor.Feed);
            await PinAgainAsync(look.Target, stored.Cursor.Feed, cancellationToken);
            return new SyncPage(SyncPageState.Page, GoesOn: true, Mark: look.Mark, Lanes: []) { Lost = [.. look.Lost, stored.Cursor.Feed] };
        }
    }

    /// <summary>
    /// What a page leaves out must have another way before the page is done. A listing that is under way begins anew: what it had already is recognised.
    /// </summary>
    private async Task<SyncLook> ListingFromAsync(SyncLook look, DateTimeOffset since, CancellationToken cancellationToken)
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
    private async Task<SyncPage> HintsAsync(SyncLook look, SyncRound round, CancellationToken cancellationToken)
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
        var now = time.GetUtcNow();
        var since = CatchUp.Since(mailbox.InStepUntil - options.Value.ReconcileInterval, ConnectedAt(target));
        if (!target.Cursors.Any(c => CatchUp.WillCover(c.Cursor, since)))
            await feeds.ResetAsync(mailbox.Id, CatchUp.Start(since), cancellationToken);
        var pinned = await providers[mailbox.Provider].PinCursorsAsync(mailbox.Id, cancellationToken);
        foreach (var cursor in pinned)
            await (cursor.Feed == feed ? (Task)feeds.ResetAsync(mailbox.Id, cursor, cancellationToken) : feeds.PinAsync(mailbox.Id, cursor, cancellationToken));
        if (pinned.All(c => c.Feed != feed))
            await feeds.RemoveAsync(mailbox.Id, feed, cancellationToken);

        // What came before has the listing now: the next loss, of whichever feed, must not begin that anew.
        if (mailbox.BehindSince is not null)
            await health.ListedAsync(mailbox.Id, now, cancellationToken);
    }

    /// <summary>Since when the mailbox is connected anywhere.</summary>
    private static DateTimeOffset ConnectedAt(SyncTarget target) => target.Connections.Min(c => c.Connection.ConnectedAt);

    private static IReadOnlyList<MessageRef> InLook(IReadOnlyList<MessageRef> found) => [.. found.Select(m => m with { EarlierMayFollow = true })];

    /// <summary>In a storm of notifications names are not kept; new mail must not wait for the end of old mail then either.</summary>
    private static IReadOnlyList<string>? NamedMeanwhile(DirtyMark? mark) =>
        mark is { More: true } ? [Hint.Newest(mark.Version), .. mark.Hints] : mark?.Hints;

    [LoggerMessage(2026, LogLevel.Warning, "Mailbox {Mailbox}: feed {Feed} could not be read ({Kind}, {Code}); the others go on")]
    private static partial void LogFeedFailed(ILogger logger, MailboxId mailbox, string feed, MailProviderFailure kind, string code);

    [LoggerMessage(2010, LogLevel.Warning, "Mailbox {Mailbox}: the cursor of feed {Feed} is lost; catching up from the last good sync")]
    private static partial void LogCursorExpired(ILogger logger, MailboxId mailbox, string feed);
}
