using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Sending;

/// <summary>How a step of a send ends, from whichever route: tried again, failed, or sent; seen in the conversation and told to the CRM.</summary>
public sealed class SendEnding(
    SendLedger ledger, SendWork work, DirectoryStore directory, ConversationStore conversations, CrmOutbox outbox, TimeProvider time)
{
    public async Task<SendProgress> TryAgainAsync(SendEntry entry, TimeSpan? retryAfter, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        entry = await ledger.UpdateAsync(entry.Token, e => e with { Attempts = e.Attempts + 1, FailingSince = e.FailingSince ?? now }, cancellationToken);
        return new SendProgress(now + (retryAfter ?? SendWaits.AfterAttempt(entry.Attempts)));
    }

    /// <param name="entry">The send.</param>
    /// <param name="failure">Why.</param>
    /// <param name="stands">Whether that is so still, of the entry as it is by now: another worker may be sending it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<SendProgress> FailAsync(SendEntry entry, string failure, Func<SendEntry, bool> stands, CancellationToken cancellationToken)
    {
        entry = await ledger.UpdateAsync(entry.Token, e => stands(e) ? e with { State = SendState.Failed, Failure = failure } : e, cancellationToken);
        return entry.State == SendState.Failed ? await ShowFailedAsync(entry, cancellationToken) : await OvertakenAsync(entry, cancellationToken);
    }

    /// <summary>Another worker has come further with it meanwhile; what is left to do is seen by looking again.</summary>
    public async Task<SendProgress> OvertakenAsync(SendEntry entry, CancellationToken cancellationToken) =>
        entry.IsFinished ? await FinishAsync(entry, cancellationToken) : new SendProgress(time.GetUtcNow() + SendWaits.Overtaken);

    public async Task<SendProgress> ShowFailedAsync(SendEntry entry, CancellationToken cancellationToken)
    {
        await ShowAsync(
            entry, CrmEventType.MessageFailed, before => before with { Status = MessageStatus.Failed, Failure = entry.Failure }, cancellationToken);
        return await FinishAsync(entry, cancellationToken);
    }

    public Task<SendProgress> ShowSentAsync(SendEntry entry, CancellationToken cancellationToken) => ShowSentAsync(entry, message => message, cancellationToken);

    /// <param name="entry">The send.</param>
    /// <param name="told">What the message says of its sending.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<SendProgress> ShowSentAsync(SendEntry entry, Func<SyncedMessage, SyncedMessage> told, CancellationToken cancellationToken)
    {
        await ShowAsync(
            entry, CrmEventType.MessageSynced, before => told(before) with { Status = MessageStatus.Sent, Failure = null }, cancellationToken);
        await ledger.UpdateAsync(entry.Token, e => e with { State = SendState.Sent }, cancellationToken);
        return await FinishAsync(entry, cancellationToken);
    }

    /// <summary>One whose contact was deleted meanwhile has still to be cleared away (R27).</summary>
    public async Task<SendProgress> FinishAsync(SendEntry entry, CancellationToken cancellationToken)
    {
        if (entry.IsBeingErased)
            return new SendProgress(time.GetUtcNow());
        await work.FinishAsync(entry, cancellationToken);
        return SendProgress.Finished;
    }

    private async Task ShowAsync(
        SendEntry entry, CrmEventType type, Func<SyncedMessage, SyncedMessage> change, CancellationToken cancellationToken)
    {
        DateTimeOffset? marker = await directory.GetLocationAsync(entry.Location, cancellationToken) is null
            ? null
            : await outbox.AnnounceAsync(entry.Message.Conversation, cancellationToken);
        await conversations.CommitAsync(
            entry.Message,
            entry.Contact,
            marker,
            before => before is not { Status: MessageStatus.Queued or MessageStatus.Failed } || change(before) is var after && after.Status == before.Status
                ? null
                : new MessageCommit(after, type),
            cancellationToken);
    }
}
