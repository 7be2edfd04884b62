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
    SendOrigins origins,
    SendDrafts drafts,
    SendOutcome outcome,
    SuppressedMail suppressed,
    ThreadDetachment detachment,
    MailboxStore mailboxes,
    MailboxHealth health,
    TimeProvider time,
    ILogger<SendFromMailbox> logger)
{
    public async Task<SendProgress> AdvanceAsync(SendEntry entry, CancellationToken cancellationToken)
    {
        var origin = await origins.FindAsync(entry, cancellationToken);
        if (origin is null)
            return await WithoutConnectionAsync(entry, cancellationToken);
        if (entry.IsRefused)
            return await FailUnsentAsync(entry, entry.Failure!, origin, cancellationToken);
        if (entry.IsCancelled && !entry.HasBegunToLeave)
            return await FailUnsentAsync(entry, CancelSend.Failure, origin, cancellationToken);
        if (entry.SendAt > time.GetUtcNow())
            return new SendProgress(entry.SendAt);
        if (origin.Connected.Connection.PausedAt is not null && !entry.HasBegunToLeave)
            return await FailUnsentAsync(entry, "paused", origin, cancellationToken);

        // R34: the provider has said until when it takes nothing.
        if (origin.Target.Mailbox.SendsAgainAt is { } again && again > time.GetUtcNow() && !entry.HasBegunToLeave)
            return new SendProgress(again);
        if (entry.HasFailedTooLong(time.GetUtcNow()) && !entry.HasBegunToLeave)
            return await FailUnsentAsync(entry, "provider_unavailable", origin, cancellationToken);

        try
        {
            await work.ShowQueuedAsync(entry, cancellationToken);
            if (!entry.HasBegunToLeave && await IsSuppressedAsync(entry, cancellationToken))
                return await FailUnsentAsync(entry, SuppressedMail.Code, origin, cancellationToken);
            return entry.State switch
            {
                SendState.Queued or SendState.Drafting => await DraftAsync(entry, origin, cancellationToken),
                SendState.Drafted => await SendDraftAsync(entry, origin, cancellationToken),
                SendState.Sending => await outcome.FindOutAsync(entry, origin, cancellationToken),
                SendState.Accepted => await outcome.FindCopyAsync(entry, origin, cancellationToken),
                _ => await outcome.RecordAsync(entry, origin, cancellationToken),
            };
        }
        catch (MailProviderException e)
        {
            return await AfterFailureAsync(entry, origin, e, cancellationToken);
        }
    }

    /// <summary>Nobody can be asked any more what became of it; and what has not gone out shall not.</summary>
    private async Task<SendProgress> WithoutConnectionAsync(SendEntry entry, CancellationToken cancellationToken)
    {
        await work.ShowQueuedAsync(entry, cancellationToken);
        if (entry.State == SendState.Sending)
            return await ending.FailAsync(entry, SendOutcome.Unknown, e => e.State == SendState.Sending, cancellationToken);
        if (entry.HasBegunToLeave)
            return await ending.ShowSentAsync(entry, cancellationToken);
        return await FailUnsentAsync(entry, "mailbox_not_connected", origin: null, cancellationToken);
    }

    /// <summary>Once more before it goes: in between somebody may have unsubscribed.</summary>
    private async Task<bool> IsSuppressedAsync(SendEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Kind == MessageKind.Individual || await work.MimeAsync(entry, cancellationToken) is not { } mime)
            return false;
        return await suppressed.BlocksAsync(entry.Location, entry.Kind, Mail.EnvelopeReader.FromMime(mime).Recipients, cancellationToken);
    }

    /// <summary>Why is noted before the draft goes: a draft that is gone must not be taken for one that went out, should the answer to its removal be lost.</summary>
    private async Task<SendProgress> FailUnsentAsync(SendEntry entry, string failure, SendOrigin? origin, CancellationToken cancellationToken)
    {
        await work.ShowQueuedAsync(entry, cancellationToken);
        entry = await ledger.UpdateAsync(entry.Token, e => e.HasBegunToLeave ? e : e with { Failure = e.Failure ?? failure }, cancellationToken);
        if (!entry.IsRefused)
            return await ending.OvertakenAsync(entry, cancellationToken);
        if (!await drafts.TryDiscardAsync(entry, cancellationToken))
            return await ending.TryAgainAsync(entry, retryAfter: null, cancellationToken);

        // A try that seemed to be without effect may have had it after all, and then there was no draft to remove.
        if (entry.HasBeenSentOnce && origin is not null && await outcome.FindAsync(entry, origin, cancellationToken) is { } found)
            return await outcome.RecordAsync(found, origin, cancellationToken);
        return await ending.FailAsync(entry, entry.Failure!, e => e.IsRefused, cancellationToken);
    }

    private async Task<SendProgress> DraftAsync(SendEntry entry, SendOrigin origin, CancellationToken cancellationToken)
    {
        var draft = entry.State == SendState.Drafting ? await SendDrafts.AdoptAsync(entry, origin.Provider, cancellationToken) : null;
        if (draft is null)
        {
            var mime = await work.MimeAsync(entry, cancellationToken) ?? throw new InvalidDataException("A send in the ledger has no mail.");
            entry = await ledger.UpdateAsync(entry.Token, e => e.State == SendState.Queued ? e with { State = SendState.Drafting } : e, cancellationToken);
            if (entry.State != SendState.Drafting)
                return await ending.OvertakenAsync(entry, cancellationToken);
            draft = await origin.Provider.CreateDraftAsync(entry.Mailbox, mime, await drafts.ThreadAsync(entry, mime, cancellationToken), cancellationToken);
        }

        // Two may have made one each. What counts is the one that is noted; only that is ever sent.
        entry = await ledger.UpdateAsync(
            entry.Token, e => e.State == SendState.Drafting ? e with { State = SendState.Drafted, Draft = draft } : e, cancellationToken);
        if (entry.Draft != draft || entry.State == SendState.Failed)
            await origin.Provider.DeleteDraftAsync(entry.Mailbox, draft.Value, cancellationToken);
        return entry.State == SendState.Drafted && entry.Draft == draft
            ? await SendDraftAsync(entry, origin, cancellationToken)
            : await ending.OvertakenAsync(entry, cancellationToken);
    }

    private async Task<SendProgress> SendDraftAsync(SendEntry entry, SendOrigin origin, CancellationToken cancellationToken)
    {
        var draft = entry.Draft ?? throw new InvalidDataException("A drafted send has no draft.");

        if (!await mailboxes.IsCurrentAsync(origin.Connected.Connection, cancellationToken))
            return new SendProgress(time.GetUtcNow());

        // From this line on the mail may be out: whoever takes over after a crash looks before it does anything.
        var handover = SendWork.NewHandover();
        entry = await ledger.UpdateAsync(
            entry.Token,
            e => e is { State: SendState.Drafted, IsCancelled: false, IsRefused: false } && e.Draft == draft
                ? e with { State = SendState.Sending, UnknownSince = e.UnknownSince ?? time.GetUtcNow(), Handover = handover }
                : e,
            cancellationToken);
        if (entry is { State: SendState.Drafted, IsCancelled: true } or { IsRefused: true })
            return await FailUnsentAsync(entry, CancelSend.Failure, origin, cancellationToken);
        if (entry.Handover != handover)
            return await ending.OvertakenAsync(entry, cancellationToken);
        SentMessage? sent;
        try
        {
            sent = await origin.Provider.SendDraftAsync(entry.Mailbox, draft, cancellationToken);
        }
        catch (MailProviderException e)
        {
            // The call is over. Refused for certain, the draft stands; else the draft and the Sent folder are to be asked. Who is not let in has sent nothing.
            var isCertain = e.Kind is MailProviderFailure.Throttled or MailProviderFailure.Misconfigured or MailProviderFailure.Rejected
                or MailProviderFailure.AuthorizationLost;
            entry = await ledger.UpdateAsync(
                entry.Token,
                x => x.State != SendState.Sending || x.Handover != handover ? x
                    : isCertain ? x with { State = SendState.Drafted, UnknownSince = null, Handover = null }
                    : x with { Handover = null },
                cancellationToken);
            if (e.Kind != MailProviderFailure.NotFound)
                throw;
            return entry.State == SendState.Sending
                ? await outcome.FindOutAsync(entry, origin, cancellationToken)
                : await ending.OvertakenAsync(entry, cancellationToken);
        }
        LogSent(logger, entry.Message.Value, entry.Mailbox);
        await detachment.AnnounceAsync(entry, sent, cancellationToken);
        if (sent is null)
        {
            // Whoever has met the copy in Sent meanwhile knows more.
            entry = await ledger.UpdateAsync(
                entry.Token, e => e.State == SendState.SentUnrecorded ? e : e with { State = SendState.Accepted }, cancellationToken);
            return entry.State == SendState.Accepted
                ? await outcome.FindCopyAsync(entry, origin, cancellationToken)
                : await outcome.RecordAsync(entry, origin, cancellationToken);
        }
        entry = await ledger.UpdateAsync(entry.Token, e => e with { State = SendState.SentUnrecorded, Sent = sent }, cancellationToken);
        return await outcome.RecordAsync(entry, origin, cancellationToken);
    }

    private async Task<SendProgress> AfterFailureAsync(SendEntry entry, SendOrigin origin, MailProviderException failure, CancellationToken cancellationToken)
    {
        LogFailure(logger, entry.Message.Value, failure.Kind, failure.Code);

        // The step that failed has moved the entry: what was sent by now must not be taken for refused.
        entry = await ledger.GetAsync(entry.Token, cancellationToken) ?? entry;
        switch (failure.Kind)
        {
            case MailProviderFailure.Throttled when failure.IsSendingLimit:
                await ledger.UpdateAsync(entry.Token, e => e with { FailingSince = null }, cancellationToken);
                return new SendProgress(await StopSendingAsync(entry.Mailbox, failure.RetryAfter ?? SendWaits.NoEntry, cancellationToken));
            case MailProviderFailure.AuthorizationLost:
                await health.FailedAsync(entry.Mailbox, failure, cancellationToken);
                if (!entry.HasBegunToLeave)
                    return await ending.FailAsync(entry, "reauth_required", e => !e.HasBegunToLeave, cancellationToken);
                return await mailboxes.GetConnectionAsync(entry.Location, entry.User, cancellationToken) is { } current && current.Mailbox == entry.Mailbox
                    ? new SendProgress(time.GetUtcNow() + SendWaits.GiveUpAfter)
                    : await WithoutConnectionAsync(entry, cancellationToken);
            case MailProviderFailure.Rejected when !entry.HasBegunToLeave:
                return await FailUnsentAsync(entry, "rejected_by_provider", origin, cancellationToken);
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
