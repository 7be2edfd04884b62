using EmailSync.Core.Conversations;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Logging;

namespace EmailSync.Core.Sync;

/// <summary>
/// Sorts a change page: a message whose headers came with the page and that no location wants is decided here, at no further call; the others become
/// work for the lanes.
/// </summary>
public sealed partial class MessageTriage(MessageSync messages, DecisionStore decisions, ErasedMessages erased, ILogger<MessageTriage> logger)
{
    private const int Parallel = 8;

    /// <returns>What is left to be synced, in the page's order. The decisions on all others are in the log.</returns>
    public async Task<IReadOnlyList<MessageRef>> SortAsync(
        SyncTarget target, IReadOnlyList<MessageChange> changes, bool areOld, CancellationToken cancellationToken)
    {
        var wanted = new List<MessageRef>();
        var log = new List<LoggedDecision>();
        foreach (var chunk in changes.Where(c => c.Kind == MessageChangeKind.Appeared).Chunk(Parallel))
        {
            var judged = await Task.WhenAll(chunk.Select(change => JudgeAsync(target, change, cancellationToken)));
            foreach (var (change, settled) in chunk.Zip(judged))
            {
                if (settled is null)
                    wanted.Add(new MessageRef(change.Id.Value, change.Thread?.Value, change.Headers is { } h ? MessageLocation.Of(h) : null) { IsOld = areOld });
                else
                    log.AddRange(settled);
            }
        }
        await decisions.SaveAsync(target.Mailbox.Id, log, cancellationToken);
        await erased.SettleAsync(target, log, cancellationToken);
        return wanted;
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
