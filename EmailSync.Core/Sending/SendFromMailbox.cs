using EmailSync.Core.Conversations;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Core.Suppressions;
using EmailSync.Core.Sync;
using EmailSync.Core.Threads;
using Microsoft.Extensions.Logging;

namespace EmailSync.Core.Sending;

/// <summary>
/// Sends from the user's mailbox (DESIGN section 8): draft first, its id noted, then the draft is sent. The provider consumes the draft, so that
/// a draft which still exists may be tried again and one that is gone has been sent, whatever became of the answer. Every step may be repeated.
/// </summary>
public sealed partial class SendFromMailbox(
    SendLedger ledger,
    SendWork work,
    SendEnding ending,
    SendDrafts drafts,
    SuppressedMail suppressed,
    OwnSends ownSends,
    SentMailLog sentMails,
    ThreadDetachment detachment,
    MailboxStore mailboxes,
    ConnectionStore connections,
    DirectoryStore directory,
    MailboxHealth health,
    IMailProviders providers,
    TimeProvider time,
    ILogger<SendFromMailbox> logger)
{
    public async Task<SendProgress> AdvanceAsync(SendEntry entry, CancellationToken cancellationToken)
    {
        var origin = await OriginAsync(entry, cancellationToken);
        if (origin is null)
            return await WithoutConnectionAsync(entry, cancellationToken);
        if (entry.IsRefused)
            return await FailUnsentAsync(entry, entry.Failure!, cancellationToken);
        if (entry.IsCancelled && !entry.HasBegunToLeave)
            return await FailUnsentAsync(entry, CancelSend.Failure, cancellationToken);
        if (entry.SendAt > time.GetUtcNow())
            return new SendProgress(entry.SendAt);
        if (origin.Connected.Connection.PausedAt is not null && !entry.HasBegunToLeave)
            return await FailUnsentAsync(entry, "paused", cancellationToken);

        // R34: the provider has said until when it takes nothing.
        if (origin.Target.Mailbox.SendsAgainAt is { } again && again > time.GetUtcNow() && !entry.HasBegunToLeave)
            return new SendProgress(again);

        try
        {
            await work.ShowQueuedAsync(entry, cancellationToken);
            if (!entry.HasBegunToLeave && await IsSuppressedAsync(entry, cancellationToken))
                return await FailUnsentAsync(entry, SuppressedMail.Code, cancellationToken);
            return entry.State switch
            {
                SendState.Queued or SendState.Drafting => await DraftAsync(entry, origin, cancellationToken),
                SendState.Drafted => await SendDraftAsync(entry, origin, cancellationToken),
                SendState.Sending => await FindOutAsync(entry, origin, cancellationToken),
                SendState.Accepted => await FindSentCopyAsync(entry, origin, cancellationToken),
                _ => await RecordAsync(entry, origin, cancellationToken),
            };
        }
        catch (MailProviderException e)
        {
            return await AfterFailureAsync(entry, e, cancellationToken);
        }
    }

    private sealed record Origin(IMailProvider Provider, SyncTarget Target, ConnectedLocation Connected);

    /// <summary>
    /// Null when the connection that the mail was accepted for is gone: it is not sent any more. One that may have gone out is still recorded while the
    /// ended connection is wound up (R6).
    /// </summary>
    private async Task<Origin?> OriginAsync(SendEntry entry, CancellationToken cancellationToken)
    {
        var mailbox = await mailboxes.GetAsync(entry.Mailbox, cancellationToken);
        var location = await directory.GetLocationAsync(entry.Location, cancellationToken);
        if (mailbox is null || location is null || await ConnectionAsync(entry, cancellationToken) is not { } connection)
            return null;
        var connected = new ConnectedLocation(connection, location);
        return new Origin(providers[mailbox.Provider], new SyncTarget(mailbox, [connected]), connected);
    }

    private async Task<Connection?> ConnectionAsync(SendEntry entry, CancellationToken cancellationToken)
    {
        var current = await mailboxes.GetConnectionAsync(entry.Location, entry.User, cancellationToken);
        if (current?.Mailbox == entry.Mailbox && (current.Generation == entry.Generation || entry.HasBegunToLeave))
            return current;
        return entry.HasBegunToLeave
            ? (await connections.FindEndedAsync(entry.Location, entry.User, entry.Generation, cancellationToken))?.Connection
            : null;
    }

    /// <summary>Nobody can be asked any more what became of it; and what has not gone out shall not.</summary>
    private async Task<SendProgress> WithoutConnectionAsync(SendEntry entry, CancellationToken cancellationToken)
    {
        await work.ShowQueuedAsync(entry, cancellationToken);
        if (entry.State == SendState.Sending)
            return await ending.FailAsync(entry, "send_outcome_unknown", cancellationToken);
        if (entry.HasBegunToLeave)
            return await ending.ShowSentAsync(entry, cancellationToken);
        return await FailUnsentAsync(entry, "mailbox_not_connected", cancellationToken);
    }

    /// <summary>Once more before it goes: in between somebody may have unsubscribed.</summary>
    private async Task<bool> IsSuppressedAsync(SendEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Kind == MessageKind.Individual || await work.MimeAsync(entry, cancellationToken) is not { } mime)
            return false;
        return await suppressed.BlocksAsync(entry.Location, entry.Kind, Mail.EnvelopeReader.FromMime(mime).Recipients, cancellationToken);
    }

    /// <summary>Why is noted before the draft goes: a draft that is gone must not be taken for one that went out, should the answer to its removal be lost.</summary>
    private async Task<SendProgress> FailUnsentAsync(SendEntry entry, string failure, CancellationToken cancellationToken)
    {
        await work.ShowQueuedAsync(entry, cancellationToken);
        entry = await ledger.UpdateAsync(entry.Token, e => e.HasBegunToLeave ? e : e with { Failure = e.Failure ?? failure }, cancellationToken);
        if (entry.IsFinished)
            return await ending.FinishAsync(entry, cancellationToken);
        if (!entry.IsRefused)
            return new SendProgress(time.GetUtcNow());
        return await drafts.TryDiscardAsync(entry, cancellationToken)
            ? await ending.FailAsync(entry, entry.Failure!, cancellationToken)
            : await ending.TryAgainAsync(entry, retryAfter: null, cancellationToken);
    }

    private async Task<SendProgress> DraftAsync(SendEntry entry, Origin origin, CancellationToken cancellationToken)
    {
        var draft = entry.State == SendState.Drafting ? await SendDrafts.AdoptAsync(entry, origin.Provider, cancellationToken) : null;
        if (draft is null)
        {
            var mime = await work.MimeAsync(entry, cancellationToken) ?? throw new InvalidDataException("A send in the ledger has no mail.");
            await ledger.UpdateAsync(entry.Token, e => e with { State = SendState.Drafting }, cancellationToken);
            draft = await origin.Provider.CreateDraftAsync(entry.Mailbox, mime, await drafts.ThreadAsync(entry, cancellationToken), cancellationToken);
        }
        entry = await ledger.UpdateAsync(entry.Token, e => e with { State = SendState.Drafted, Draft = draft }, cancellationToken);
        if (!entry.IsFinished)
            return await SendDraftAsync(entry, origin, cancellationToken);
        if (entry.State == SendState.Failed)
            await origin.Provider.DeleteDraftAsync(entry.Mailbox, draft.Value, cancellationToken);
        return await ending.FinishAsync(entry, cancellationToken);
    }

    private async Task<SendProgress> SendDraftAsync(SendEntry entry, Origin origin, CancellationToken cancellationToken)
    {
        var draft = entry.Draft ?? throw new InvalidDataException("A drafted send has no draft.");

        if (!await mailboxes.IsCurrentAsync(origin.Connected.Connection, cancellationToken))
            return new SendProgress(time.GetUtcNow());

        // From this line on the mail may be out: whoever takes over after a crash looks before it does anything.
        entry = await ledger.UpdateAsync(
            entry.Token,
            e => e.IsCancelled || e.IsRefused ? e : e with { State = SendState.Sending, UnknownSince = e.UnknownSince ?? time.GetUtcNow() },
            cancellationToken);
        if (entry.IsFinished)
            return await ending.FinishAsync(entry, cancellationToken);
        if (entry.State != SendState.Sending)
            return await FailUnsentAsync(entry, CancelSend.Failure, cancellationToken);
        SentMessage? sent;
        try
        {
            sent = await origin.Provider.SendDraftAsync(entry.Mailbox, draft, cancellationToken);
        }
        catch (MailProviderException e) when (e.Kind is MailProviderFailure.Throttled or MailProviderFailure.Misconfigured or MailProviderFailure.Rejected)
        {
            // Refused for certain, and the draft stands.
            await ledger.UpdateAsync(entry.Token, x => x with { State = SendState.Drafted, UnknownSince = null }, cancellationToken);
            throw;
        }
        catch (MailProviderException e) when (e.Kind == MailProviderFailure.NotFound)
        {
            return await FindOutAsync(entry, origin, cancellationToken);
        }
        LogSent(logger, entry.Message.Value, entry.Mailbox);
        await detachment.AnnounceAsync(entry, sent, cancellationToken);
        if (sent is null)
        {
            // Whoever has met the copy in Sent meanwhile knows more.
            entry = await ledger.UpdateAsync(
                entry.Token, e => e.State == SendState.SentUnrecorded ? e : e with { State = SendState.Accepted }, cancellationToken);
            return entry.State == SendState.Accepted
                ? await FindSentCopyAsync(entry, origin, cancellationToken)
                : await RecordAsync(entry, origin, cancellationToken);
        }
        entry = await ledger.UpdateAsync(entry.Token, e => e with { State = SendState.SentUnrecorded, Sent = sent }, cancellationToken);
        return await RecordAsync(entry, origin, cancellationToken);
    }

    /// <summary>It has gone out, and only its copy is looked for. One that cannot be found (the user may have deleted it) leaves it sent all the same.</summary>
    private async Task<SendProgress> FindSentCopyAsync(SendEntry entry, Origin origin, CancellationToken cancellationToken)
    {
        if (await origin.Provider.FindSentAsync(entry.Mailbox, entry.Token, entry.AcceptedAt, cancellationToken) is { } sent)
        {
            entry = await ledger.UpdateAsync(entry.Token, e => e with { State = SendState.SentUnrecorded, Sent = sent }, cancellationToken);
            return await RecordAsync(entry, origin, cancellationToken);
        }
        var now = time.GetUtcNow();
        var spent = now - (entry.UnknownSince ?? entry.AcceptedAt);
        if (spent < SendWaits.GiveUpAfter)
            return new SendProgress(now + SendWaits.WhileUnknown(spent));
        await NoteUnseenAsync(entry, cancellationToken);
        return await ending.ShowSentAsync(entry, cancellationToken);
    }

    /// <summary>R34 for a mail whose copy nobody has seen.</summary>
    private Task NoteUnseenAsync(SendEntry entry, CancellationToken cancellationToken) => sentMails.NoteAsync(
        entry.Mailbox,
        entry.Sent?.Id ?? new ProviderMessageId(entry.Token),
        entry.UnknownSince ?? time.GetUtcNow(),
        recipients: 1,
        entry.Token,
        cancellationToken);

    /// <summary>Nobody knows whether it went out: the draft and the Sent folder do, the latter maybe a minute later.</summary>
    private async Task<SendProgress> FindOutAsync(SendEntry entry, Origin origin, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await origin.Provider.FindSentAsync(entry.Mailbox, entry.Token, entry.AcceptedAt, cancellationToken) is { } sent)
        {
            entry = await ledger.UpdateAsync(entry.Token, e => e with { State = SendState.SentUnrecorded, Sent = sent }, cancellationToken);
            return await RecordAsync(entry, origin, cancellationToken);
        }
        if (entry.Draft is { } draft && await origin.Provider.DraftExistsAsync(entry.Mailbox, draft, cancellationToken))
        {
            // Still there, so it has not gone out. A send that is under way at the provider and this one cannot both have the draft.
            await ledger.UpdateAsync(
                entry.Token, e => e with { State = SendState.Drafted, Attempts = e.Attempts + 1, UnknownSince = null }, cancellationToken);
            return new SendProgress(now + SendWaits.AfterAttempt(entry.Attempts));
        }
        var unknownSince = entry.UnknownSince ?? now;
        return now - unknownSince >= SendWaits.GiveUpAfter
            ? await ending.FailAsync(entry, "send_outcome_unknown", cancellationToken)
            : new SendProgress(now + SendWaits.WhileUnknown(now - unknownSince));
    }

    /// <summary>Reads back what the provider made of the mail (Gmail rewrites the Message-ID) and links it.</summary>
    private async Task<SendProgress> RecordAsync(SendEntry entry, Origin origin, CancellationToken cancellationToken)
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
                entry, origin.Target, origin.Connected, headers, async () => await ConnectionAsync(entry, cancellationToken) is not null, cancellationToken);
            return recorded is null ? new SendProgress(time.GetUtcNow()) : await ending.FinishAsync(entry, cancellationToken);
        }
        catch (MailProviderException e) when (e.Kind == MailProviderFailure.NotFound)
        {
            // The copy in Sent lags, or the user was quick to delete it.
            var since = entry.UnknownSince ?? entry.AcceptedAt;
            var now = time.GetUtcNow();
            if (now - since < SendWaits.GiveUpAfter)
                return new SendProgress(now + SendWaits.WhileUnknown(now - since));
            await NoteUnseenAsync(entry, cancellationToken);
            return await ending.ShowSentAsync(entry, cancellationToken);
        }
    }

    private async Task<SendProgress> AfterFailureAsync(SendEntry entry, MailProviderException failure, CancellationToken cancellationToken)
    {
        LogFailure(logger, entry.Message.Value, failure.Kind, failure.Code);

        // The step that failed has moved the entry: what was sent by now must not be taken for refused.
        entry = await ledger.GetAsync(entry.Token, cancellationToken) ?? entry;
        switch (failure.Kind)
        {
            case MailProviderFailure.Throttled when failure.IsSendingLimit:
                return new SendProgress(await StopSendingAsync(entry.Mailbox, failure.RetryAfter ?? SendWaits.NoEntry, cancellationToken));
            case MailProviderFailure.AuthorizationLost:
                await health.FailedAsync(entry.Mailbox, failure, cancellationToken);
                if (!entry.HasBegunToLeave)
                    return await ending.FailAsync(entry, "reauth_required", cancellationToken);
                return await mailboxes.GetConnectionAsync(entry.Location, entry.User, cancellationToken) is { } current && current.Mailbox == entry.Mailbox
                    ? new SendProgress(time.GetUtcNow() + SendWaits.GiveUpAfter)
                    : await WithoutConnectionAsync(entry, cancellationToken);
            case MailProviderFailure.Rejected when !entry.HasBegunToLeave:
                return await FailUnsentAsync(entry, "rejected_by_provider", cancellationToken);
            default:
                return await ending.TryAgainAsync(entry, failure.RetryAfter, cancellationToken);
        }
    }

    /// <summary>R34: nothing is sent from the mailbox until then, and nothing more is accepted.</summary>
    private async Task<DateTimeOffset> StopSendingAsync(MailboxId mailbox, TimeSpan wait, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + wait;
        await mailboxes.UpdateAsync(mailbox, m => m.SendsAgainAt >= until ? m : m with { SendsAgainAt = until }, cancellationToken);
        return until;
    }

    [LoggerMessage(3001, LogLevel.Information, "Message {Message}: sent from mailbox {Mailbox}")]
    private static partial void LogSent(ILogger logger, string message, MailboxId mailbox);

    [LoggerMessage(3002, LogLevel.Warning, "Message {Message}: the provider failed while sending ({Kind}, {Code})")]
    private static partial void LogFailure(ILogger logger, string message, MailProviderFailure kind, string code);
}
