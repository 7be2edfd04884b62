using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Sending;

/// <summary>Calls a send back before it goes. One that may be out already is beyond recall.</summary>
public sealed class CancelSend(SendLedger ledger, SendEmail sending, ContentStore contents, ConversationStore conversations)
{
    /// <summary>Why it failed.</summary>
    public const string Failure = "cancelled";

    public async Task<SendCancellation> CancelAsync(LocationId location, MessageId message, CancellationToken cancellationToken)
    {
        if (await conversations.GetAsync(location, message, cancellationToken) is not { } shown)
            return SendCancellation.Unknown;
        if (shown.Status == MessageStatus.Failed && shown.Failure == Failure)
            return SendCancellation.Cancelled;

        // The mail carries the token of its send, and the ledger's word counts: other mail may carry a copy.
        var mime = shown.Origin == MessageOrigin.Crm ? await contents.ReadRawAsync(location, message, cancellationToken) : null;
        if (mime is null || EnvelopeReader.FromMime(mime.Value).SendToken is not { Length: KeyHasher.Length } token
            || await ledger.GetAsync(token, cancellationToken) is not { IsErased: false } entry || entry.Message != message)
            return SendCancellation.TooLate;
        return await CancelAsync(token, cancellationToken) ? SendCancellation.Cancelled : SendCancellation.TooLate;
    }

    /// <summary>False when it may be out already, or has come to another end.</summary>
    public async Task<bool> CancelAsync(string token, CancellationToken cancellationToken)
    {
        var entry = await ledger.UpdateAsync(token, e => e.HasBegunToLeave ? e : e with { IsCancelled = true }, cancellationToken);
        if (!entry.IsCancelled || entry.HasBegunToLeave)
            return false;
        if (!entry.IsFinished)
            await sending.AdvanceAsync(token, cancellationToken);
        return await ledger.GetAsync(token, cancellationToken) is not { } after || after.State != SendState.Sent;
    }
}
