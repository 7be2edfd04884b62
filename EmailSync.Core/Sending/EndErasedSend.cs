using EmailSync.Core.Conversations;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Logging;

namespace EmailSync.Core.Sending;

/// <summary>R27: clears away a send whose contact was deleted (<see cref="ErasedSends"/>).</summary>
public sealed partial class EndErasedSend(
    SendLedger ledger,
    SendWork work,
    MailboxStore mailboxes,
    ThreadIndex threads,
    IMailProviders providers,
    TimeProvider time,
    ILogger<EndErasedSend> logger)
{
    /// <summary>No draft of the mail stays in the user's mailbox. A mailbox that cannot be asked any more keeps what it has.</summary>
    public async Task<SendProgress> EndAsync(SendEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Sent is { } sent)
            await threads.ForgetProviderThreadAsync(entry.Location, entry.Mailbox, sent.Thread, entry.Message.Conversation, cancellationToken);
        try
        {
            // Whether or not the connection and the location still stand: the grant is kept until its sends have come to an end.
            if (entry.Via == MessageVia.Mailbox
                && await mailboxes.GetAsync(entry.Mailbox, cancellationToken) is { Status: not MailboxStatus.Disconnected } mailbox)
                await SendDrafts.DiscardAllAsync(entry, providers[mailbox.Provider], cancellationToken);
        }
        catch (MailProviderException e) when (e.Kind is MailProviderFailure.Throttled or MailProviderFailure.Transient)
        {
            LogFailure(logger, entry.Message.Value, e.Kind, e.Code);
            return new SendProgress(time.GetUtcNow() + (e.RetryAfter ?? SendWaits.AfterAttempt(entry.Attempts)));
        }
        catch (MailProviderException e)
        {
            LogFailure(logger, entry.Message.Value, e.Kind, e.Code);
        }

        // While the row still says whose send it was.
        await ledger.EndUnderWayAsync(entry.Location, entry.User, entry.Token, cancellationToken);
        await ledger.StripAsync(entry.Token, cancellationToken);
        await work.FinishAgainAsync(entry, cancellationToken);
        return SendProgress.Finished;
    }

    [LoggerMessage(3004, LogLevel.Warning, "Message {Message}: the provider failed while a draft of an erased mail was removed ({Kind}, {Code})")]
    private static partial void LogFailure(ILogger logger, string message, MailProviderFailure kind, string code);
}
