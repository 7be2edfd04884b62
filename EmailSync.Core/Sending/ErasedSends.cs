using EmailSync.Core.Conversations;
using EmailSync.Core.Mail;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Sending;

/// <summary>
/// R27: what is kept of a send to a contact that was deleted is that its idempotency key is used up (R35). One that has not gone out goes out no more;
/// its draft is removed first, by the send itself (<see cref="SendEmail"/>), which has a pointer of its own.
/// </summary>
public sealed class ErasedSends(SendLedger ledger, SendWork work, TimeProvider time)
{
    /// <summary>Why it failed; nobody is told, since nobody can see it.</summary>
    public const string Failure = "contact_deleted";

    /// <summary>The mail of a message, which carries the token of its send. Recipients can copy a token: it counts only where the ledger names this message.</summary>
    public async Task EraseAsync(MessageId message, ReadOnlyMemory<byte> mime, CancellationToken cancellationToken)
    {
        if (EnvelopeReader.FromMime(mime).SendToken is { Length: KeyHasher.Length } token
            && await ledger.GetAsync(token, cancellationToken) is { IsErased: false } entry && entry.Message == message)
            await EraseAsync(token, cancellationToken);
    }

    public async Task EraseAsync(string token, CancellationToken cancellationToken)
    {
        await work.ScheduleAsync(token, time.GetUtcNow(), cancellationToken);
        var entry = await ledger.UpdateAsync(token, e => e with { State = SendState.Failed, Failure = Failure }, cancellationToken);
        if (entry.Failure == Failure)
            return;
        await ledger.StripAsync(token, cancellationToken);
        await work.FinishAgainAsync(entry, cancellationToken);
    }
}
