using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Core.Threads;

namespace EmailSync.Core.Sending;

/// <summary>What became of a mail whose draft was sent: the draft and the Sent folder know, the latter maybe a minute later. Its copy is read back and linked.</summary>
public sealed class SendOutcome(SendLedger ledger, SendEnding ending, SendOrigins origins, OwnSends ownSends, SentMailLog sentMails, TimeProvider time)
{
    /// <summary>Why a mail failed of which nobody can find out whether it went out (R35). A report that it bounced proves that it did (R37).</summary>
    public const string Unknown = "send_outcome_unknown";

    /// <summary>Nobody knows whether it went out.</summary>
    public async Task<SendProgress> FindOutAsync(SendEntry entry, SendOrigin origin, CancellationToken cancellationToken)
    {
        if (await FindAsync(entry, origin, cancellationToken) is { } found)
            return await RecordAsync(found, origin, cancellationToken);
        var now = time.GetUtcNow();
        var unknownSince = entry.UnknownSince ?? now;
        if (entry.Draft is { } draft && await origin.Provider.DraftExistsAsync(entry.Mailbox, draft, cancellationToken))
        {
            // Whoever is sending it may be at it still, and its effect on the way.
            if (entry.Handover is not null && now - unknownSince < SendWaits.LongestHandover)
                return new SendProgress(now + SendWaits.WhileUnknown(now - unknownSince));

            // Still there, so it has not gone out. A send that is under way at the provider and this one cannot both have the draft.
            await ledger.UpdateAsync(
                entry.Token,
                e => e.State == SendState.Sending && e.Handover == entry.Handover
                    ? e with { State = SendState.Drafted, Attempts = e.Attempts + 1, UnknownSince = null, HasBeenSentOnce = true }
                    : e,
                cancellationToken);
            return new SendProgress(now + SendWaits.AfterAttempt(entry.Attempts));
        }
        return now - unknownSince >= SendWaits.GiveUpAfter
            ? await ending.FailAsync(entry, Unknown, e => e.State == SendState.Sending, cancellationToken)
            : new SendProgress(now + SendWaits.WhileUnknown(now - unknownSince));
    }

    /// <summary>It has gone out, and only its copy is looked for. One that cannot be found (the user may have deleted it) leaves it sent all the same.</summary>
    public async Task<SendProgress> FindCopyAsync(SendEntry entry, SendOrigin origin, CancellationToken cancellationToken)
    {
        if (await FindAsync(entry, origin, cancellationToken) is { } found)
            return await RecordAsync(found, origin, cancellationToken);
        return await WaitForCopyAsync(entry, entry.UnknownSince ?? entry.AcceptedAt, cancellationToken);
    }

    /// <summary>The entry with its copy in Sent; null where none is seen by now.</summary>
    public async Task<SendEntry?> FindAsync(SendEntry entry, SendOrigin origin, CancellationToken cancellationToken) =>
        await origin.Provider.FindSentAsync(entry.Mailbox, entry.Token, entry.AcceptedAt, cancellationToken) is { } sent
            ? await ledger.UpdateAsync(entry.Token, e => e with { State = SendState.SentUnrecorded, Sent = sent }, cancellationToken)
            : null;

    /// <summary>Reads back what the provider made of the mail (Gmail rewrites the Message-ID) and links it.</summary>
    public async Task<SendProgress> RecordAsync(SendEntry entry, SendOrigin origin, CancellationToken cancellationToken)
    {
        if (entry.IsFinished)
            return await ending.FinishAsync(entry, cancellationToken);
        var sent = entry.Sent ?? throw new InvalidDataException("A sent mail has no provider id.");
        await ownSends.LinkAsync(
            entry,
            entry.Mailbox,
            sent.Thread,
            new KnownThread(entry.Thread, entry.Contact, entry.AcceptedAt) { Conversation = entry.Message.Conversation },
            cancellationToken);
        try
        {
            var headers = await origin.Provider.GetHeadersAsync(entry.Mailbox, sent.Id, cancellationToken);
            await sentMails.NoteAsync(entry.Mailbox, headers, cancellationToken);
            var recorded = await ownSends.RecordCopyAsync(
                entry, origin.Target, origin.Connected, headers, async () => await origins.ConnectionAsync(entry, cancellationToken) is not null, cancellationToken);
            return recorded is null ? new SendProgress(time.GetUtcNow()) : await ending.FinishAsync(entry, cancellationToken);
        }
        catch (MailProviderException e) when (e.Kind == MailProviderFailure.NotFound)
        {
            // The copy in Sent lags, or the user was quick to delete it.
            return await WaitForCopyAsync(entry, entry.UnknownSince ?? entry.AcceptedAt, cancellationToken);
        }
    }

    private async Task<SendProgress> WaitForCopyAsync(SendEntry entry, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now - since < SendWaits.GiveUpAfter)
            return new SendProgress(now + SendWaits.WhileUnknown(now - since));

        // R34: it was sent, although nobody has seen its copy.
        await sentMails.NoteAsync(
            entry.Mailbox, entry.Sent?.Id ?? new ProviderMessageId(entry.Token), entry.UnknownSince ?? now, recipients: 1, entry.Token, cancellationToken);
        return await ending.ShowSentAsync(entry, cancellationToken);
    }
}
