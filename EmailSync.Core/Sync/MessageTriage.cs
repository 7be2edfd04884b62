using EmailSync.Core.Conversations;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Core.Updates;
using Microsoft.Extensions.Logging;

namespace EmailSync.Core.Sync;

/// <summary>
/// Sorts a change page: a message whose headers came with the page and that no location wants is decided here, at no further call; the others become
/// work for the lanes, and so do changes of what is synced already (R25).
/// </summary>
public sealed partial class MessageTriage(
    MessageSync messages, CopyUpdates updates, DecisionStore decisions, ErasedMessages erased, ILogger<MessageTriage> logger)
{
    private const int Parallel = 8;

    /// <param name="target">The mailbox.</param>
    /// <param name="changes">The page.</param>
    /// <param name="askedAt">When it was asked for.</param>
    /// <param name="areOld">They are no new mail (<see cref="MessageRef.IsOld"/>).</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What is left to be done, in the page's order. The decisions on all others are in the log.</returns>
    public async Task<IReadOnlyList<MessageRef>> SortAsync(
        SyncTarget target, IReadOnlyList<MessageChange> changes, DateTimeOffset askedAt, bool areOld, CancellationToken cancellationToken)
    {
        var work = new List<MessageRef>();
        var log = new List<LoggedDecision>();
        foreach (var chunk in changes.Chunk(Parallel))
        {
            foreach (var (reference, settled) in await Task.WhenAll(chunk.Select(change => SortAsync(target, change, askedAt, cancellationToken))))
            {
                if (reference is not null)
                    work.Add(reference with { IsOld = areOld });
                log.AddRange(settled);
            }
        }
        await decisions.SaveAsync(target.Mailbox.Id, log, cancellationToken);
        await erased.SettleAsync(target, log, cancellationToken);
        return work;
    }

    private async Task<(MessageRef? Work, IReadOnlyList<LoggedDecision> Settled)> SortAsync(
        SyncTarget target, MessageChange change, DateTimeOffset askedAt, CancellationToken cancellationToken)
    {
        var news = change.News is { } said ? said with { At = askedAt } : null;
        IReadOnlyList<LoggedDecision> settled = [];
        if (change.Kind == MessageChangeKind.Appeared)
        {
            if (await JudgeAsync(target, change, cancellationToken) is not { } judged)
                return (new MessageRef(change.Id.Value, change.Thread?.Value, change.Headers is { } h ? MessageLocation.Of(h) : null) { News = news }, []);
            settled = judged;
        }

        // What is synced nowhere has no state here: a round of clearing up among newsletters costs no call.
        return news is not null && await updates.AreNewAsync(target, change.Id, news, cancellationToken)
            ? (new MessageRef(change.Id.Value, change.Thread?.Value) { News = news, IsUpdate = true }, settled)
            : (null, settled);
    }

    /// <summary>Null when the message has to be synced, or cannot be judged here.</summary>
    private async Task<IReadOnlyList<LoggedDecision>?> JudgeAsync(SyncTarget target, MessageChange change, CancellationToken cancellationToken)
    {
        if (change.Headers is not { } headers)
            return null;
        try
        {
            return await messages.SettleAsync(target, headers, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException && !StorageFailures.Includes(e))
        {
            // Whatever is wrong with one message is the lane's to count, put off and set aside; the page goes on.
            LogNotJudged(logger, target.Mailbox.Id, e);
            return null;
        }
    }

    [LoggerMessage(2014, LogLevel.Warning, "Mailbox {Mailbox}: a message could not be judged by its headers")]
    private static partial void LogNotJudged(ILogger logger, MailboxId mailbox, Exception exception);
}
