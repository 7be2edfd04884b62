using EmailSync.Core.Conversations;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Sending;

/// <summary>Takes a send one step further, by the route that was chosen when it was accepted. Every step may be repeated.</summary>
public sealed class SendEmail(
    SendLedger ledger,
    SendWork work,
    SendEnding ending,
    SendFromMailbox fromMailbox,
    SendFromLocation fromLocation,
    ErasedSends erased,
    EndErasedSend endErased,
    ConversationStore conversations,
    TimeProvider time)
{
    public async Task<SendProgress> AdvanceAsync(string token, CancellationToken cancellationToken)
    {
        if (await ledger.GetAsync(token, cancellationToken) is not { } entry)
        {
            await work.ForgetAsync(token, cancellationToken);
            return SendProgress.Finished;
        }
        if (entry.IsBeingErased)
            return await endErased.EndAsync(entry, cancellationToken);
        if (entry.State == SendState.Sent || entry.IsErased)
        {
            await work.FinishAgainAsync(entry, cancellationToken);
            return SendProgress.Finished;
        }
        if (await conversations.IsErasedAsync(entry.Message.Conversation, cancellationToken))
            return await EraseAsync(entry, cancellationToken);
        if (entry.State == SendState.Failed)
        {
            await ending.ShowFailedAsync(entry, cancellationToken);
            await work.FinishAgainAsync(entry, cancellationToken);
            return SendProgress.Finished;
        }
        try
        {
            return entry.Via == MessageVia.Mailbox
                ? await fromMailbox.AdvanceAsync(entry, cancellationToken)
                : await fromLocation.AdvanceAsync(entry, cancellationToken);
        }
        catch (ConversationErasedException)
        {
            return await EraseAsync(entry, cancellationToken);
        }
    }

    /// <summary>R27: the contact was deleted while the send was on its way. It is not shown, and goes no further.</summary>
    private async Task<SendProgress> EraseAsync(SendEntry entry, CancellationToken cancellationToken)
    {
        await erased.EraseAsync(entry.Token, cancellationToken);
        return new SendProgress(time.GetUtcNow());
    }
}
