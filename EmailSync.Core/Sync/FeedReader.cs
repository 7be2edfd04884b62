using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Logging;

namespace EmailSync.Core.Sync;

/// <summary>
/// The first step of a sync: what is there to do for this mailbox? Looks at one feed, turns a lost cursor into a bounded catch-up (invariant 5), and
/// brings deferred messages that are due.
/// </summary>
public sealed partial class FeedReader(
    IMailProviders providers,
    SyncTargets targets,
    FeedStore feeds,
    DeferredStore deferred,
    DirtyStore dirty,
    MailboxHealth health,
    ILogger<FeedReader> logger)
{
    private const int MaxDeferredPerPage = 100;

    /// <param name="feed">The feed to go on with, or null at the start of a round, which begins with what was deferred.</param>
    public async Task<SyncPage> ReadAsync(MailboxId id, string? feed, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Read before the look: whoever rings after this line finds the row changed, and the round is not the last.
        var dirtyVersion = await dirty.VersionAsync(id, cancellationToken);
        if (await targets.FindAsync(id, cancellationToken) is not { } target)
            return await StopAsync(id, dirtyVersion, cancellationToken);
        if (feed is null && await DueAsync(id, now, cancellationToken) is { Count: > 0 } due)
            return new SyncPage(SyncPageState.Page, GoesOn: true, DirtyVersion: dirtyVersion, Lanes: Lanes.Of(due));

        var cursors = new List<StoredCursor>();
        await foreach (var cursor in feeds.ListAsync(id, cancellationToken))
            cursors.Add(cursor);
        if (FeedPlan.Choose(cursors, feed) is not { } chosen)
            return await StopAsync(id, dirtyVersion, cancellationToken);

        try
        {
            return CatchUp.IsCatchUp(chosen.Cursor)
                ? await ListAsync(target, chosen, dirtyVersion, cancellationToken)
                : await ChangesAsync(target, chosen, cursors, dirtyVersion, cancellationToken);
        }
        catch (MailProviderException e)
        {
            await health.FailedAsync(id, e, cancellationToken);
            return await StopAsync(id, dirtyVersion, cancellationToken);
        }
    }

    /// <summary>The bell has been heard although nothing could be done: what helps later has been scheduled, and sweeps need not start this again.</summary>
    private async Task<SyncPage> StopAsync(MailboxId id, string? dirtyVersion, CancellationToken cancellationToken)
    {
        if (dirtyVersion is not null)
            await dirty.ClearAsync(id, dirtyVersion, cancellationToken);
        return SyncPage.Stop;
    }

    private async Task<SyncPage> ChangesAsync(
        SyncTarget target, StoredCursor stored, List<StoredCursor> all, string? dirtyVersion, CancellationToken cancellationToken)
    {
        var provider = providers[target.Mailbox.Provider];
        try
        {
            var page = await provider.ListChangesAsync(target.Mailbox.Id, stored.Cursor, cancellationToken);
            var nextFeed = page.HasMore ? stored.Cursor.Feed : FeedPlan.After(all, stored.Cursor.Feed);
            return new SyncPage(
                SyncPageState.Page,
                stored.Cursor.Feed,
                stored.Version,
                page.Next.Position == stored.Cursor.Position ? null : page.Next.Position,
                GoesOn: nextFeed is not null,
                NextFeed: nextFeed,
                DirtyVersion: dirtyVersion,
                Lanes: Lanes.Of([.. page.Changes.Where(c => c.Kind == MessageChangeKind.Appeared).Select(Ref)]));
        }
        catch (MailProviderException e) when (e.Kind == MailProviderFailure.CursorExpired)
        {
            LogCursorExpired(logger, target.Mailbox.Id, stored.Cursor.Feed);
            await PinAgainAsync(target, stored.Cursor.Feed, cancellationToken);
            return new SyncPage(SyncPageState.Page, GoesOn: true, DirtyVersion: dirtyVersion, Lanes: []);
        }
    }

    /// <summary>A new cursor is pinned first, so that nothing falls between it and the listing, which then may take its time.</summary>
    private async Task PinAgainAsync(SyncTarget target, string feed, CancellationToken cancellationToken)
    {
        var mailbox = target.Mailbox;
        var since = CatchUp.Since(mailbox.LastSyncedAt, target.Connections.Min(c => c.Connection.ConnectedAt));
        await feeds.ResetAsync(mailbox.Id, CatchUp.Start(since), cancellationToken);
        foreach (var cursor in await providers[mailbox.Provider].PinCursorsAsync(mailbox.Id, cancellationToken))
        {
            if (cursor.Feed == feed)
                await feeds.ResetAsync(mailbox.Id, cursor, cancellationToken);
        }
    }

    private async Task<SyncPage> ListAsync(SyncTarget target, StoredCursor stored, string? dirtyVersion, CancellationToken cancellationToken)
    {
        var (since, page) = CatchUp.Read(stored.Cursor);
        var listing = await providers[target.Mailbox.Provider].ListSinceAsync(target.Mailbox.Id, since, page, cancellationToken);
        return new SyncPage(
            SyncPageState.Page,
            stored.Cursor.Feed,
            stored.Version,
            listing.NextPage is { } next ? CatchUp.At(since, next).Position : null,
            FeedEnds: listing.NextPage is null,
            // From the beginning again: mail that came meanwhile goes before the next page of old mail.
            GoesOn: listing.NextPage is not null,
            DirtyVersion: dirtyVersion,
            Lanes: Lanes.Of([.. listing.Messages.Select(Ref)]));
    }

    private async Task<IReadOnlyList<MessageRef>> DueAsync(MailboxId id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var due = new List<MessageRef>();
        await foreach (var message in deferred.ListAsync(id, cancellationToken))
        {
            if (!message.Quarantined && message.DueAt <= now)
                due.Add(new MessageRef(message.Message.Value, message.Thread?.Value));
            if (due.Count == MaxDeferredPerPage)
                break;
        }
        return due;
    }

    private static MessageRef Ref(MessageChange change) => new(change.Id.Value, change.Thread?.Value);

    [LoggerMessage(2010, LogLevel.Warning, "Mailbox {Mailbox}: the cursor of feed {Feed} is lost; catching up from the last good sync")]
    private static partial void LogCursorExpired(ILogger logger, MailboxId mailbox, string feed);
}
