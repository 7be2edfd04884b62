using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Logging;

namespace EmailSync.Core.Sync;

/// <summary>The last step of a page: moves the cursor, under the version the page was read with, and decides whether the round goes on.</summary>
public sealed partial class PageCommitter(
    FeedStore feeds, DirtyStore dirty, DeferredStore deferred, DueStore due, MailboxHealth health, ILogger<PageCommitter> logger)
{
    /// <summary>
    /// Gmail announces at most one change per second and mailbox and drops the rest: mail that arrives within the second after an announced one is never
    /// announced. A mailbox where something happened is therefore looked at once more, which the next sweep after this does.
    /// </summary>
    private static readonly TimeSpan SilentSecond = TimeSpan.FromSeconds(1.5);

    public async Task<SyncNext> CommitAsync(MailboxId id, SyncPage page, bool hadMessages, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (page is { Feed: { } feed, Version: { } version })
        {
            var moved = page switch
            {
                { FeedEnds: true } => await feeds.EndAsync(id, feed, version, cancellationToken),
                { NextPosition: { } position } => await feeds.AdvanceAsync(id, new FeedCursor(feed, position), version, cancellationToken),
                _ => true,
            };

            // Somebody else moved the cursor: what this page did is done, and the feed is read again from where it stands now.
            if (!moved)
                return SyncNext.Again;
        }
        if (page.GoesOn)
            return SyncNext.Again;

        DateTimeOffset? nextDue = null;
        await foreach (var message in deferred.ListAsync(id, cancellationToken))
        {
            if (!message.Quarantined && (nextDue is null || message.DueAt < nextDue))
                nextDue = message.DueAt;
        }
        if (nextDue <= now)
            return SyncNext.Again;
        if (nextDue is { } at)
            await due.ScheduleAsync(DueKind.Wake, id.Value, at, cancellationToken);
        if (hadMessages)
            await due.ScheduleAsync(DueKind.Wake, id.Value, now + SilentSecond, cancellationToken);
        await health.SucceededAsync(id, cancellationToken);
        var quiet = page.DirtyVersion is { } dirtyVersion
            ? await dirty.ClearAsync(id, dirtyVersion, cancellationToken)
            : await dirty.VersionAsync(id, cancellationToken) is null;
        if (!quiet)
            return SyncNext.Again;
        LogDone(logger, id);
        return SyncNext.Done;
    }

    [LoggerMessage(2013, LogLevel.Information, "Mailbox {Mailbox}: in step with the provider")]
    private static partial void LogDone(ILogger logger, MailboxId mailbox);
}
