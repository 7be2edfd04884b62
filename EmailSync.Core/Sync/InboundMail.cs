using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;
using EmailSync.Core.Threads;

namespace EmailSync.Core.Sync;

/// <summary>
/// R14 for an installation that takes in mail at its logging addresses. What comes in there proves nothing but that the user's sent copy of it is to be
/// logged: nothing is made of the received mail itself, whose sender anybody can forge.
/// </summary>
public sealed class InboundMail(MailboxStore mailboxes, ThreadIndex threads, ThreadWaits waits, DirtyStore dirty, TimeProvider time)
{
    /// <summary>The mailbox to look at now; null when the address is nobody's, or the mail has no Message-ID to find the sent copy by.</summary>
    public async Task<MailboxId?> AcceptAsync(EmailAddress recipient, ReadOnlyMemory<byte> mime, CancellationToken cancellationToken)
    {
        if (await mailboxes.FindByLoggingAddressAsync(recipient, cancellationToken) is not { } connection
            || EnvelopeReader.FromMime(mime).MessageId is not { } messageId)
            return null;
        var waiting = await threads.MarkLoggedAsync(connection.Location, messageId, connection.User, cancellationToken);
        await waits.ReleaseAsync(connection.Location, messageId, waiting, cancellationToken);
        await dirty.MarkAsync(connection.Mailbox, time.GetUtcNow(), cancellationToken);
        return connection.Mailbox;
    }
}
