using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailSync.Core.Sync;

/// <summary>
/// The first step of a sync: what is there to do for this mailbox? Looks at one feed after the other until one of them has messages for the lanes; a page
/// without any is committed here, so that an idle look is a single step. Turns a lost cursor into a bounded catch-up (invariant 5), and brings deferred
/// messages that are due.
/// </summary>
public sealed partial class FeedReader(
    IMailProviders providers,
    SyncTargets targets,
    FeedStore feeds,
    DeferredStore deferred,
    DirtyStore dirty,
    MessageTriage triage,
    HintReader hintReader,
    FillInReader fillIns,
    PageCommitter committer,
    MailboxHealth health,
    IOptions<EmailSyncOptions> options,
    TimeProvider time,
    ILogger<FeedReader> logger)
{
    private const int MaxDeferredPerPage = 100;

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
        if (round.Feed is null && await DueAsync(id, time.GetUtcNow(), cancellationToken) is { Count: > 0 } due)
            return new SyncPage(SyncPageState.Page, GoesOn: true, Mark: mark, Lanes: due);

        var cursors = new List<StoredCursor>();
        await foreach (var cursor in feeds.ListAsync(id, cancellationToken))
            cursors.Add(cursor);

        // The end of old mail may be far: what was named meanwhile is read before the next page of it.
        var named = round.InFeed ? (await dirty.ReadAsync(id, cancellationToken))?.Hints : mark?.Hints;
        var look = new Look(target, cursors, mark, named ?? [], round.Seen ?? []);
        try
        {
            if (look.Unseen.Any() && (round.InFeed || round.Feed == FeedPlan.Hints))
                return await HintsAsync(look, round, cancellationToken);
            if (FeedPlan.Choose(cursors, round.Feed, look.Everything) is not { } chosen)
                return round.Feed is null ? await StopAsync(id, mark, cancellationToken) : look.End();
            if (CatchUp.IsCatchUp(chosen.Cursor))
                return await ListAsync(look, chosen, cancellationToken);
            return FillInReader.IsFillIn(chosen.Cursor.Feed)
                ? await FillInAsync(look, chosen, cancellationToken)
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
            look = look.Having(page.Changes);
            var wanted = await triage.SortAsync(look.Target, page.Changes, askedAt, cancellationToken);
            var next = page.HasMore
                ? stored.Cursor.Feed
                : FeedPlan.After(look.Cursors, stored.Cursor.Feed, look.Everything, look.Unseen.Any());
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
                Opened = page.Opened,
                Closed = page.Closed,
                LookAgainAfter = provider.SilentSpan > TimeSpan.Zero ? provider.SilentSpan : null,
            };
        }
        catch (MailProviderException e) when (e.Kind == MailProviderFailure.CursorExpired)
        {
            LogCursorExpired(logger, look.Target.Mailbox.Id, stored.Cursor.Feed);
            await PinAgainAsync(look.Target, stored.Cursor.Feed, cancellationToken);
            return new SyncPage(SyncPageState.Page, GoesOn: true, Mark: look.Mark, Lanes: []);
        }
    }

    /// <summary>What notifications named and no feed has shown so far; the round then goes on where it was.</summary>
    private async Task<SyncPage> HintsAsync(Look look, SyncRound round, CancellationToken cancellationToken)
    {
        var step = look.Unseen.Take(HintReader.MaxPerStep).ToList();
        var askedAt = time.GetUtcNow();
        var changes = await hintReader.ReadAsync(look.Target, step, cancellationToken);
        var isLast = step.Count == look.Unseen.Count();
        var next = round.InFeed || !isLast ? round.Feed : FeedPlan.After(look.Cursors, FeedPlan.Hints, look.Everything, hints: false);
        return new SyncPage(
            SyncPageState.Page,
            GoesOn: next is not null,
            NextFeed: next,
            Mark: look.Mark,
            Lanes: Lanes.Of(InLook(await triage.SortAsync(look.Target, changes, askedAt, cancellationToken))))
        {
            EndsLook = FeedPlan.EndsLook(next),
            InFeed = round.InFeed,
            Seen = [.. look.Seen, .. step],
        };
    }

    /// <summary>A new cursor is pinned first, so that nothing falls between it and the listing, which then may take its time.</summary>
    private async Task PinAgainAsync(SyncTarget target, string feed, CancellationToken cancellationToken)
    {
        var mailbox = target.Mailbox;
        var since = CatchUp.Since(mailbox.LastSyncedAt - options.Value.ReconcileInterval, target.Connections.Min(c => c.Connection.ConnectedAt));
        await feeds.ResetAsync(mailbox.Id, CatchUp.Start(since), cancellationToken);
        var pinned = await providers[mailbox.Provider].PinCursorsAsync(mailbox.Id, cancellationToken);
        foreach (var cursor in pinned)
            await (cursor.Feed == feed ? feeds.ResetAsync(mailbox.Id, cursor, cancellationToken) : feeds.PinAsync(mailbox.Id, cursor, cancellationToken));
        if (pinned.All(c => c.Feed != feed))
            await feeds.RemoveAsync(mailbox.Id, feed, cancellationToken);
    }

    private async Task<SyncPage> ListAsync(Look look, StoredCursor stored, CancellationToken cancellationToken)
    {
        var (since, page) = CatchUp.Read(stored.Cursor);
        var mailbox = look.Target.Mailbox;
        var askedAt = time.GetUtcNow();
        var listing = await providers[mailbox.Provider].ListSinceAsync(mailbox.Id, since, null, page, cancellationToken);
        var after = listing.NextPage is null ? FeedPlan.After(look.Cursors, stored.Cursor.Feed, look.Everything, hints: false) : null;
        return new SyncPage(
            SyncPageState.Page,
            stored.Cursor.Feed,
            stored.Version,
            listing.NextPage is { } next ? CatchUp.At(since, next).Position : null,
            FeedEnds: listing.NextPage is null,
            // From the beginning again: mail that came meanwhile goes before the next page of old mail.
            GoesOn: listing.NextPage is not null || after is not null,
            NextFeed: after,
            Mark: look.Mark,
            Lanes: Lanes.Of(await triage.SortAsync(look.Target, listing.Messages, askedAt, cancellationToken)))
        {
            Seen = look.Having(listing.Messages).Seen,
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
        var wanted = await triage.SortAsync(look.Target, page.Messages, askedAt, cancellationToken);

        // From the beginning again, for mail that came meanwhile; but many orders find nothing, and each would pay for a look at every feed.
        var goesOnHere = wanted.Count == 0 && (await dirty.ReadAsync(look.Target.Mailbox.Id, cancellationToken))?.Version == look.Mark?.Version;
        return new SyncPage(
            SyncPageState.Page,
            GoesOn: true,
            NextFeed: goesOnHere ? stored.Cursor.Feed : null,
            Mark: look.Mark,
            Lanes: Lanes.Of(wanted))
        {
            FillIn = page.Step,
            Seen = look.Having(page.Messages).Seen,
        };
    }

    /// <summary>
    /// Messages that were put off and are due. Those that waited for the end of a look come first and in one lane, oldest first: one may answer another.
    /// </summary>
    private async Task<IReadOnlyList<IReadOnlyList<MessageRef>>> DueAsync(MailboxId id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var due = new List<DeferredMessage>();
        await foreach (var message in deferred.ListAsync(id, cancellationToken))
        {
            if (!message.Quarantined && message.DueAt <= now)
                due.Add(message);
        }
        var waited = due.Where(m => m.AwaitedSince is not null).OrderBy(m => m.AwaitedSince).Take(MaxDeferredPerPage).Select(Reference).ToList();
        return waited.Count > 0 ? [waited] : Lanes.Of([.. due.Take(MaxDeferredPerPage).Select(Reference)]);
    }

    private static MessageRef Reference(DeferredMessage message) =>
        new(message.Message.Value, message.Thread?.Value) { News = StateNews.Open, IsUpdate = message.IsUpdate };

    private static IReadOnlyList<MessageRef> InLook(IReadOnlyList<MessageRef> found) => [.. found.Select(m => m with { EarlierMayFollow = true })];

    /// <summary>All that one look goes by.</summary>
    private sealed record Look(
        SyncTarget Target, IReadOnlyList<StoredCursor> Cursors, DirtyMark? Mark, IReadOnlyList<string> Named, IReadOnlyList<string> Seen)
    {
        public bool Everything => Mark?.Everything == true;

        public IEnumerable<string> Unseen => Named.Except(Seen);

        public Look Having(IEnumerable<MessageChange> changes) =>
            Named.Count > 0 ? this with { Seen = [.. Seen.Union(Named.IntersectBy(changes.Select(c => c.Id.Value), Hint.IdOf))] } : this;

        public SyncPage End() => new(SyncPageState.Page, Mark: Mark, Lanes: []) { Seen = Seen };
    }

    [LoggerMessage(2010, LogLevel.Warning, "Mailbox {Mailbox}: the cursor of feed {Feed} is lost; catching up from the last good sync")]
    private static partial void LogCursorExpired(ILogger logger, MailboxId mailbox, string feed);
}
