using EmailSync.Core.Conversations;
using EmailSync.Core.Mail;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Sending;

/// <summary>Calls a send back before it goes. One that may be out already is beyond recall.</summary>
public sealed class CancelSend(SendLedger ledger, SendEmail sending, ContentStore contents)
{
    /// <summary>Why it failed.</summary>
    public const string Failure = "cancelled";

    /// <summary>The send of a message, so that it can be seen whose it is; null where there was none, or nothing is known of it any more.</summary>
    public async Task<SendEntry?> FindAsync(SyncedMessage message, CancellationToken cancellationToken)
    {
        // The mail carries the token of its send, and the ledger's word counts: other mail may carry a copy.
        var mime = message.Origin == MessageOrigin.Crm ? await contents.ReadRawAsync(message.Location, message.Id, cancellationToken) : null;
        return mime is not null && EnvelopeReader.FromMime(mime.Value).SendToken is { Length: KeyHasher.Length } token
            && await ledger.GetAsync(token, cancellationToken) is { IsErased: false } entry && entry.Message == message.Id
            ? entry
            : null;
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
