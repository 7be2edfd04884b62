using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Logging;

namespace EmailSync.Core.Sync;

/// <summary>The last step of a page: moves the cursor, under the version the page was read with, and decides whether the round goes on.</summary>
public sealed partial class PageCommitter(
    FeedStore feeds, FillInStore fillIns, DirtyStore dirty, DeferredStore deferred, DueStore due, MailboxHealth health, ILogger<PageCommitter> logger)
{
    private static readonly TimeSpan LongestAwaited = TimeSpan.FromMinutes(10);

    public async Task<SyncNext> CommitAsync(MailboxId id, SyncPage page, bool hadMessages, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var hasFailed = page.Failed is { Count: > 0 };

        // Somebody else moved the cursor: what this page did is done, and the feed is read again from where it stands now.
        if (!await MoveAsync(id, page, now, cancellationToken))
            return SyncNext.Again;

        // A mailbox where something happened is looked at once more where the provider may have kept silent about what came right after it.
        if (hadMessages && page.LookAgainAfter is { } silence)
            await due.ScheduleAsync(DueKind.Wake, id.Value, now + silence, cancellationToken);
        if (page is { GoesOn: true, EndsLook: false })
        {
            // Catching up takes hours. If the cursor is lost once more meanwhile, what has to be listed is what came since the live feeds were last in step.
            if (page.IsOldMail && !hasFailed)
                await health.InStepAsync(id, page.IsWhole, cancellationToken);
            return SyncNext.Again;
        }

        DateTimeOffset? nextDue = null;
        await foreach (var message in deferred.ListAsync(id, cancellationToken))
        {
            var dueAt = message.DueAt;

            // What it waits for may lie in the feed that could not be read. A feed that cannot be read for long is not waited for.
            if (message.AwaitsEndOfLook && hasFailed && now - message.FirstSeen < LongestAwaited)
                dueAt = message.FirstSeen + LongestAwaited;
            else if (message.AwaitsEndOfLook)
                await deferred.SaveAsync(id, message with { DueAt = dueAt = now }, cancellationToken);

            // What is due already and waits for the limit has a wake-up of its own.
            if (page.PutOff && dueAt <= now && message.AwaitedSince is null)
                continue;
            if (!message.Quarantined && (nextDue is null || dueAt < nextDue))
                nextDue = dueAt;
        }
        if (page.GoesOn)
            return SyncNext.Again;
        if (nextDue <= now)
            return SyncNext.Again;
        if (nextDue is { } at)
            await due.ScheduleAsync(DueKind.Wake, id.Value, at, cancellationToken);
        await (hasFailed ? health.PutOffAsync(id, cancellationToken) : health.SucceededAsync(id, page.IsWhole, cancellationToken));
        var quiet = page.Mark is { } mark
            ? await dirty.ClearAsync(id, mark.Version, cancellationToken)
            : await dirty.ReadAsync(id, cancellationToken) is null;
        if (!quiet)
            return SyncNext.Again;
        if (!hasFailed)
            LogDone(logger, id);
        return SyncNext.Done;
    }

    private async Task<bool> MoveAsync(MailboxId id, SyncPage page, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var isOpened = false;
        foreach (var opened in page.Opened ?? [])
            isOpened |= await feeds.PinAsync(id, opened, cancellationToken);

        // This round may have passed the place of the new feed already, and what lies in it was announced long ago.
        if (isOpened)
            await dirty.MarkEverythingAsync(id, now, cancellationToken);
        if (page is { Feed: { } feed, Version: { } version })
        {
            var moved = page switch
            {
                { FeedEnds: true } => await feeds.EndAsync(id, feed, version, cancellationToken),
                { NextPosition: { } position } => await feeds.AdvanceAsync(id, new FeedCursor(feed, position, page.Quiet), version, cancellationToken),
                _ => true,
            };
            if (!moved)
                return false;
        }
        if (page.FillIn is { } step && !await fillIns.MoveAsync(id, step, cancellationToken))
            return false;
        foreach (var closed in page.Closed ?? [])
            await feeds.RemoveAsync(id, closed, cancellationToken);
        return true;
    }

    [LoggerMessage(2013, LogLevel.Information, "Mailbox {Mailbox}: in step with the provider")]
    private static partial void LogDone(ILogger logger, MailboxId mailbox);
}
