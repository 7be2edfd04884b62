using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using EmailSync.Core.Threads;
using Microsoft.Extensions.Logging;

namespace EmailSync.Core.Sending;

/// <summary>
/// Takes a send one step further (DESIGN section 8): draft first, its id noted, then the draft is sent. The provider consumes the draft, so that
/// a draft which still exists may be tried again and one that is gone has been sent, whatever became of the answer. Every step may be repeated.
/// </summary>
public sealed partial class SendEmail(
    SendLedger ledger,
    SendWork work,
    ErasedSends erased,
    OwnSends ownSends,
    ThreadDetachment detachment,
    MailboxStore mailboxes,
    ConnectionStore connections,
    DirectoryStore directory,
    ThreadIndex threads,
    ConversationStore conversations,
    CrmOutbox outbox,
    MailboxHealth health,
    IMailProviders providers,
    TimeProvider time,
    ILogger<SendEmail> logger)
{
    public async Task<SendProgress> AdvanceAsync(string token, CancellationToken cancellationToken)
    {
        if (await ledger.GetAsync(token, cancellationToken) is not { } entry)
        {
            await work.ForgetAsync(token, cancellationToken);
            return SendProgress.Finished;
        }
        if (entry.State == SendState.Sent)
            return await FinishAsync(entry, cancellationToken);
        if (entry.IsErased)
            return await FinishAsync(entry, cancellationToken);
        if (entry.Failure == ErasedSends.Failure)
            return await EndErasedAsync(entry, cancellationToken);
        if (await conversations.IsErasedAsync(entry.Message.Conversation, cancellationToken))
            return await EraseAsync(entry, cancellationToken);
        if (entry.State == SendState.Failed)
            return await ShowFailedAsync(entry, cancellationToken);
        var sender = await SenderAsync(entry, cancellationToken);
        if (sender is null)
            return await WithoutConnectionAsync(entry, cancellationToken);
        if (entry.SendAt > time.GetUtcNow())
            return new SendProgress(entry.SendAt);
        if (sender.Connected.Connection.PausedAt is not null && !entry.HasBegunToLeave)
            return await FailUnsentAsync(entry, "paused", cancellationToken);

        try
        {
            await work.ShowQueuedAsync(entry, cancellationToken);
            return entry.State switch
            {
                SendState.Queued or SendState.Drafting => await DraftAsync(entry, sender, cancellationToken),
                SendState.Drafted => await SendDraftAsync(entry, sender, cancellationToken),
                SendState.Sending => await FindOutAsync(entry, sender, cancellationToken),
                SendState.Accepted => await FindSentCopyAsync(entry, sender, cancellationToken),
                _ => await RecordAsync(entry, sender, cancellationToken),
            };
        }
        catch (MailProviderException e)
        {
            return await AfterFailureAsync(entry, e, cancellationToken);
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

    /// <summary>No draft of the mail stays in the user's mailbox. A mailbox that cannot be asked any more keeps what it has.</summary>
    private async Task<SendProgress> EndErasedAsync(SendEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Sent is { } sent)
            await threads.ForgetProviderThreadAsync(entry.Location, entry.Mailbox, sent.Thread, entry.Message.Conversation, cancellationToken);
        try
        {
            // Whether or not the connection and the location still stand: the grant is kept until its sends have come to an end.
            if (await mailboxes.GetAsync(entry.Mailbox, cancellationToken) is { Status: not MailboxStatus.Disconnected } mailbox)
                await DiscardDraftsAsync(entry, providers[mailbox.Provider], cancellationToken);
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
        await work.FinishAsync(entry, cancellationToken);
        return SendProgress.Finished;
    }

    private static async Task DiscardDraftsAsync(SendEntry entry, IMailProvider provider, CancellationToken cancellationToken)
    {
        if (entry.Draft is { } draft && await provider.DraftExistsAsync(entry.Mailbox, draft, cancellationToken))
            await provider.DeleteDraftAsync(entry.Mailbox, draft, cancellationToken);
        foreach (var orphan in await provider.FindDraftsAsync(entry.Mailbox, entry.Token, entry.AcceptedAt, cancellationToken))
            await provider.DeleteDraftAsync(entry.Mailbox, orphan, cancellationToken);
    }

    private sealed record Sender(IMailProvider Provider, SyncTarget Target, ConnectedLocation Connected);

    /// <summary>
    /// Null when the connection that the mail was accepted for is gone: it is not sent any more. One that may have gone out is still recorded while the
    /// ended connection is wound up (R6).
    /// </summary>
    private async Task<Sender?> SenderAsync(SendEntry entry, CancellationToken cancellationToken)
    {
        var mailbox = await mailboxes.GetAsync(entry.Mailbox, cancellationToken);
        var location = await directory.GetLocationAsync(entry.Location, cancellationToken);
        if (mailbox is null || location is null || await ConnectionAsync(entry, cancellationToken) is not { } connection)
            return null;
        var connected = new ConnectedLocation(connection, location);
        return new Sender(providers[mailbox.Provider], new SyncTarget(mailbox, [connected]), connected);
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
            return await FailAsync(entry, "send_outcome_unknown", cancellationToken);
        if (entry.HasBegunToLeave)
            return await ShowSentAsync(entry, cancellationToken);
        return await FailUnsentAsync(entry, "mailbox_not_connected", cancellationToken);
    }

    private async Task<SendProgress> FailUnsentAsync(SendEntry entry, string failure, CancellationToken cancellationToken)
    {
        await work.ShowQueuedAsync(entry, cancellationToken);
        return await TryDiscardDraftsAsync(entry, cancellationToken)
            ? await FailAsync(entry, failure, cancellationToken)
            : await TryAgainAsync(entry, retryAfter: null, cancellationToken);
    }

    private async Task<SendProgress> DraftAsync(SendEntry entry, Sender sender, CancellationToken cancellationToken)
    {
        var draft = entry.State == SendState.Drafting ? await AdoptAsync(entry, sender, cancellationToken) : null;
        if (draft is null)
        {
            var mime = await work.MimeAsync(entry, cancellationToken) ?? throw new InvalidDataException("A send in the ledger has no mail.");
            await ledger.UpdateAsync(entry.Token, e => e with { State = SendState.Drafting }, cancellationToken);
            draft = await sender.Provider.CreateDraftAsync(entry.Mailbox, mime, await ProviderThreadAsync(entry, cancellationToken), cancellationToken);
        }
        entry = await ledger.UpdateAsync(entry.Token, e => e with { State = SendState.Drafted, Draft = draft }, cancellationToken);
        if (!entry.IsFinished)
            return await SendDraftAsync(entry, sender, cancellationToken);
        if (entry.State == SendState.Failed)
            await sender.Provider.DeleteDraftAsync(entry.Mailbox, draft.Value, cancellationToken);
        return await FinishAsync(entry, cancellationToken);
    }

    /// <summary>A crash between making a draft and noting its id leaves one behind: it is used, and any further one is removed.</summary>
    private static async Task<DraftId?> AdoptAsync(SendEntry entry, Sender sender, CancellationToken cancellationToken)
    {
        var orphans = await sender.Provider.FindDraftsAsync(entry.Mailbox, entry.Token, entry.AcceptedAt, cancellationToken);
        foreach (var surplus in orphans.Skip(1))
            await sender.Provider.DeleteDraftAsync(entry.Mailbox, surplus, cancellationToken);
        return orphans.Count > 0 ? orphans[0] : null;
    }

    /// <summary>The provider's thread in the sender's own mailbox (R36); null when it holds none of this thread.</summary>
    private async Task<ProviderThreadId?> ProviderThreadAsync(SendEntry entry, CancellationToken cancellationToken)
    {
        var envelope = Mail.EnvelopeReader.FromMime(await work.MimeAsync(entry, cancellationToken) ?? default);
        foreach (var ancestor in ThreadMatcher.Ancestors(envelope))
        {
            foreach (var known in (await threads.FindByMessageIdAsync(entry.Location, ancestor, cancellationToken)).Threads)
            {
                if (await CopyOfAsync(entry, known, ancestor, cancellationToken) is { } copy)
                    return copy.ProviderThread;
            }
        }
        return null;
    }

    private async Task<MailboxCopy?> CopyOfAsync(SendEntry entry, KnownThread known, string messageIdHeader, CancellationToken cancellationToken)
    {
        if (await threads.FindMessageAsync(entry.Location, messageIdHeader, known.Thread, cancellationToken) is not { } id)
            return null;
        var message = await conversations.GetAsync(entry.Location, id, cancellationToken);
        return message?.CopyIn(entry.Mailbox);
    }

    private async Task<SendProgress> SendDraftAsync(SendEntry entry, Sender sender, CancellationToken cancellationToken)
    {
        var draft = entry.Draft ?? throw new InvalidDataException("A drafted send has no draft.");

        if (!await mailboxes.IsCurrentAsync(sender.Connected.Connection, cancellationToken))
            return new SendProgress(time.GetUtcNow());

        // From this line on the mail may be out: whoever takes over after a crash looks before it does anything.
        entry = await ledger.UpdateAsync(
            entry.Token, e => e with { State = SendState.Sending, UnknownSince = e.UnknownSince ?? time.GetUtcNow() }, cancellationToken);
        if (entry.IsFinished)
            return await FinishAsync(entry, cancellationToken);
        SentMessage? sent;
        try
        {
            sent = await sender.Provider.SendDraftAsync(entry.Mailbox, draft, cancellationToken);
        }
        catch (MailProviderException e) when (e.Kind is MailProviderFailure.Throttled or MailProviderFailure.Misconfigured or MailProviderFailure.Rejected)
        {
            // Refused for certain, and the draft stands.
            await ledger.UpdateAsync(entry.Token, x => x with { State = SendState.Drafted, UnknownSince = null }, cancellationToken);
            throw;
        }
        catch (MailProviderException e) when (e.Kind == MailProviderFailure.NotFound)
        {
            return await FindOutAsync(entry, sender, cancellationToken);
        }
        LogSent(logger, entry.Message.Value, entry.Mailbox);
        await detachment.AnnounceAsync(entry, sent, cancellationToken);
        if (sent is null)
        {
            // Whoever has met the copy in Sent meanwhile knows more.
            entry = await ledger.UpdateAsync(
                entry.Token, e => e.State == SendState.SentUnrecorded ? e : e with { State = SendState.Accepted }, cancellationToken);
            return entry.State == SendState.Accepted
                ? await FindSentCopyAsync(entry, sender, cancellationToken)
                : await RecordAsync(entry, sender, cancellationToken);
        }
        entry = await ledger.UpdateAsync(entry.Token, e => e with { State = SendState.SentUnrecorded, Sent = sent }, cancellationToken);
        return await RecordAsync(entry, sender, cancellationToken);
    }

    /// <summary>It has gone out, and only its copy is looked for. One that cannot be found (the user may have deleted it) leaves it sent all the same.</summary>
    private async Task<SendProgress> FindSentCopyAsync(SendEntry entry, Sender sender, CancellationToken cancellationToken)
    {
        if (await sender.Provider.FindSentAsync(entry.Mailbox, entry.Token, entry.AcceptedAt, cancellationToken) is { } sent)
        {
            entry = await ledger.UpdateAsync(entry.Token, e => e with { State = SendState.SentUnrecorded, Sent = sent }, cancellationToken);
            return await RecordAsync(entry, sender, cancellationToken);
        }
        var now = time.GetUtcNow();
        var spent = now - (entry.UnknownSince ?? entry.AcceptedAt);
        return spent < SendWaits.GiveUpAfter
            ? new SendProgress(now + SendWaits.WhileUnknown(spent))
            : await ShowSentAsync(entry, cancellationToken);
    }

    /// <summary>Nobody knows whether it went out: the draft and the Sent folder do, the latter maybe a minute later.</summary>
    private async Task<SendProgress> FindOutAsync(SendEntry entry, Sender sender, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await sender.Provider.FindSentAsync(entry.Mailbox, entry.Token, entry.AcceptedAt, cancellationToken) is { } sent)
        {
            entry = await ledger.UpdateAsync(entry.Token, e => e with { State = SendState.SentUnrecorded, Sent = sent }, cancellationToken);
            return await RecordAsync(entry, sender, cancellationToken);
        }
        if (entry.Draft is { } draft && await sender.Provider.DraftExistsAsync(entry.Mailbox, draft, cancellationToken))
        {
            // Still there, so it has not gone out. A send that is under way at the provider and this one cannot both have the draft.
            await ledger.UpdateAsync(
                entry.Token, e => e with { State = SendState.Drafted, Attempts = e.Attempts + 1, UnknownSince = null }, cancellationToken);
            return new SendProgress(now + SendWaits.AfterAttempt(entry.Attempts));
        }
        var unknownSince = entry.UnknownSince ?? now;
        return now - unknownSince >= SendWaits.GiveUpAfter
            ? await FailAsync(entry, "send_outcome_unknown", cancellationToken)
            : new SendProgress(now + SendWaits.WhileUnknown(now - unknownSince));
    }

    /// <summary>Reads back what the provider made of the mail (Gmail rewrites the Message-ID) and links it.</summary>
    private async Task<SendProgress> RecordAsync(SendEntry entry, Sender sender, CancellationToken cancellationToken)
    {
        if (entry.IsFinished)
            return await FinishAsync(entry, cancellationToken);
        var sent = entry.Sent ?? throw new InvalidDataException("A sent mail has no provider id.");
        await ownSends.LinkAsync(
            entry,
            entry.Mailbox,
            sent.Thread,
            new KnownThread(entry.Thread, entry.Contact, entry.AcceptedAt) { Conversation = entry.Message.Conversation },
            cancellationToken);
        try
        {
            var headers = await sender.Provider.GetHeadersAsync(entry.Mailbox, sent.Id, cancellationToken);
            var recorded = await ownSends.RecordCopyAsync(
                entry, sender.Target, sender.Connected, headers, async () => await ConnectionAsync(entry, cancellationToken) is not null, cancellationToken);
            return recorded is null ? new SendProgress(time.GetUtcNow()) : await FinishAsync(entry, cancellationToken);
        }
        catch (MailProviderException e) when (e.Kind == MailProviderFailure.NotFound)
        {
            // The copy in Sent lags, or the user was quick to delete it.
            var since = entry.UnknownSince ?? entry.AcceptedAt;
            var now = time.GetUtcNow();
            if (now - since < SendWaits.GiveUpAfter)
                return new SendProgress(now + SendWaits.WhileUnknown(now - since));
            return await ShowSentAsync(entry, cancellationToken);
        }
    }

    private async Task<SendProgress> ShowSentAsync(SendEntry entry, CancellationToken cancellationToken)
    {
        var location = await directory.GetLocationAsync(entry.Location, cancellationToken);
        await ShowAsync(entry, location?.Webhook is not null, MessageStatus.Sent, null, CrmEventType.MessageSynced, cancellationToken);
        await ledger.UpdateAsync(entry.Token, e => e with { State = SendState.Sent }, cancellationToken);
        return await FinishAsync(entry, cancellationToken);
    }

    private async Task<SendProgress> AfterFailureAsync(SendEntry entry, MailProviderException failure, CancellationToken cancellationToken)
    {
        LogFailure(logger, entry.Message.Value, failure.Kind, failure.Code);

        // The step that failed has moved the entry: what was sent by now must not be taken for refused.
        entry = await ledger.GetAsync(entry.Token, cancellationToken) ?? entry;
        switch (failure.Kind)
        {
            case MailProviderFailure.AuthorizationLost:
                await health.FailedAsync(entry.Mailbox, failure, cancellationToken);
                if (!entry.HasBegunToLeave)
                    return await FailAsync(entry, "reauth_required", cancellationToken);
                return await mailboxes.GetConnectionAsync(entry.Location, entry.User, cancellationToken) is { } current && current.Mailbox == entry.Mailbox
                    ? new SendProgress(time.GetUtcNow() + SendWaits.GiveUpAfter)
                    : await WithoutConnectionAsync(entry, cancellationToken);
            case MailProviderFailure.Rejected when !entry.HasBegunToLeave:
                return await TryDiscardDraftsAsync(entry, cancellationToken)
                    ? await FailAsync(entry, "rejected_by_provider", cancellationToken)
                    : await TryAgainAsync(entry, failure.RetryAfter, cancellationToken);
            default:
                return await TryAgainAsync(entry, failure.RetryAfter, cancellationToken);
        }
    }

    private async Task<SendProgress> TryAgainAsync(SendEntry entry, TimeSpan? retryAfter, CancellationToken cancellationToken)
    {
        entry = await ledger.UpdateAsync(entry.Token, e => e with { Attempts = e.Attempts + 1 }, cancellationToken);
        return new SendProgress(time.GetUtcNow() + (retryAfter ?? SendWaits.AfterAttempt(entry.Attempts)));
    }

    /// <summary>
    /// A mail that is not sent must not stay in the user's drafts, not even one whose making was interrupted. False when the provider could not be asked now.
    /// </summary>
    private async Task<bool> TryDiscardDraftsAsync(SendEntry entry, CancellationToken cancellationToken)
    {
        if (entry.State == SendState.Queued || await mailboxes.GetAsync(entry.Mailbox, cancellationToken) is not { } mailbox)
            return true;
        var provider = providers[mailbox.Provider];
        try
        {
            IReadOnlyList<DraftId> drafts = entry.Draft is { } known
                ? [known]
                : await provider.FindDraftsAsync(entry.Mailbox, entry.Token, entry.AcceptedAt, cancellationToken);
            foreach (var draft in drafts)
                await provider.DeleteDraftAsync(entry.Mailbox, draft, cancellationToken);
            return true;
        }
        catch (MailProviderException e)
        {
            LogFailure(logger, entry.Message.Value, e.Kind, e.Code);
            return e.Kind is not (MailProviderFailure.Throttled or MailProviderFailure.Transient);
        }
    }

    private async Task<SendProgress> FailAsync(SendEntry entry, string failure, CancellationToken cancellationToken)
    {
        entry = await ledger.UpdateAsync(entry.Token, e => e with { State = SendState.Failed, Failure = failure }, cancellationToken);
        return entry.State == SendState.Failed ? await ShowFailedAsync(entry, cancellationToken) : await FinishAsync(entry, cancellationToken);
    }

    private async Task<SendProgress> ShowFailedAsync(SendEntry entry, CancellationToken cancellationToken)
    {
        var location = await directory.GetLocationAsync(entry.Location, cancellationToken);
        await ShowAsync(entry, location?.Webhook is not null, MessageStatus.Failed, entry.Failure, CrmEventType.MessageFailed, cancellationToken);
        return await FinishAsync(entry, cancellationToken);
    }

    private async Task ShowAsync(
        SendEntry entry, bool tellCrm, MessageStatus status, string? failure, CrmEventType type, CancellationToken cancellationToken)
    {
        if (tellCrm)
            await outbox.AnnounceAsync(entry.Message.Conversation, cancellationToken);
        await conversations.CommitAsync(
            entry.Message,
            entry.Contact,
            tellCrm,
            before => before is null || before.Status == status || before.Status == MessageStatus.Sent
                ? null
                : new MessageCommit(before with { Status = status, Failure = failure }, type),
            cancellationToken);
    }

    private async Task<SendProgress> FinishAsync(SendEntry entry, CancellationToken cancellationToken)
    {
        if (entry is { IsErased: false, Failure: ErasedSends.Failure })
            return await EndErasedAsync(entry, cancellationToken);
        await work.FinishAsync(entry, cancellationToken);
        return SendProgress.Finished;
    }

    [LoggerMessage(3001, LogLevel.Information, "Message {Message}: sent from mailbox {Mailbox}")]
    private static partial void LogSent(ILogger logger, string message, MailboxId mailbox);

    [LoggerMessage(3002, LogLevel.Warning, "Message {Message}: the provider failed while sending ({Kind}, {Code})")]
    private static partial void LogFailure(ILogger logger, string message, MailProviderFailure kind, string code);
}
