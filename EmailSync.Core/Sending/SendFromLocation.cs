using EmailSync.Core.Mail;
using EmailSync.Core.Storage;
using EmailSync.Core.Suppressions;
using Microsoft.Extensions.Logging;

namespace EmailSync.Core.Sending;

/// <summary>
/// Sends through the location's own mail service. SMTP has no drafts and nobody to ask: the ledger says "being handed over" before the first word about the mail,
/// and a mail of which nothing was heard after that is told as such and never sent again (R35).
/// </summary>
public sealed partial class SendFromLocation(
    SendLedger ledger,
    SendWork work,
    SendEnding ending,
    SuppressedMail suppressed,
    ILocationMailer mailer,
    DirectoryStore directory,
    TimeProvider time,
    ILogger<SendFromLocation> logger)
{
    public async Task<SendProgress> AdvanceAsync(SendEntry entry, CancellationToken cancellationToken)
    {
        await work.ShowQueuedAsync(entry, cancellationToken);
        var now = time.GetUtcNow();
        if (entry.IsCancelled && !entry.HasBegunToLeave)
            return await ending.FailAsync(entry, CancelSend.Failure, IsWaiting, cancellationToken);
        if (entry.SendAt > now)
            return new SendProgress(entry.SendAt);
        return entry.State switch
        {
            SendState.SentUnrecorded => await RecordAsync(entry, null, cancellationToken),
            SendState.Sending => await FindOutAsync(entry, now, cancellationToken),
            _ => await SendAsync(entry, cancellationToken),
        };
    }

    private async Task<SendProgress> SendAsync(SendEntry entry, CancellationToken cancellationToken)
    {
        if ((await directory.GetLocationAsync(entry.Location, cancellationToken))?.Provider is not { } provider)
            return await ending.FailAsync(entry, "no_location_provider", IsWaiting, cancellationToken);
        var mime = await work.MimeAsync(entry, cancellationToken) ?? throw new InvalidDataException("A send in the ledger has no mail.");
        var recipients = EnvelopeReader.FromMime(mime).Recipients;

        // Once more: in between somebody may have unsubscribed.
        if (await suppressed.BlocksAsync(entry.Location, entry.Kind, recipients, cancellationToken))
            return await ending.FailAsync(entry, SuppressedMail.Code, IsWaiting, cancellationToken);
        var handover = SendWork.NewHandover();
        try
        {
            await using var line = await mailer.OpenAsync(entry.Location, provider, cancellationToken);

            // One of us hands it over. Whoever comes upon this state later, and after its lease, knows that nobody will say what became of it.
            entry = await ledger.UpdateAsync(
                entry.Token,
                e => e is { State: SendState.Queued, IsCancelled: false } ? e with { State = SendState.Sending, UnknownSince = time.GetUtcNow(), Handover = handover } : e,
                cancellationToken);
            if (entry.Handover != handover)
            {
                return entry.IsFinished
                    ? await ending.FinishAsync(entry, cancellationToken)
                    : new SendProgress(time.GetUtcNow() + (entry.IsCancelled ? TimeSpan.Zero : SendWaits.HandoverLease));
            }

            // Not to be given up half way, whoever is in a hurry: it could never be found out.
            await line.SendAsync(provider.From, recipients, mime, CancellationToken.None);
        }
        catch (LocationMailException e)
        {
            return await AfterFailureAsync(entry, handover, e, cancellationToken);
        }
        LogSent(logger, entry.Message.Value);
        entry = await ledger.UpdateAsync(
            entry.Token, e => e.Handover == handover ? e with { State = SendState.SentUnrecorded, SentAt = time.GetUtcNow() } : e, CancellationToken.None);
        return await RecordAsync(entry, mime, cancellationToken);
    }

    private static bool IsWaiting(SendEntry entry) => entry.State == SendState.Queued;

    private async Task<SendProgress> FindOutAsync(SendEntry entry, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var until = (entry.UnknownSince ?? entry.AcceptedAt) + SendWaits.HandoverLease;
        return until > now
            ? new SendProgress(until)
            : await ending.FailAsync(entry, SendOutcome.Unknown, e => e.State == SendState.Sending && e.Handover == entry.Handover, cancellationToken);
    }

    private async Task<SendProgress> RecordAsync(SendEntry entry, ReadOnlyMemory<byte>? sent, CancellationToken cancellationToken)
    {
        if (entry.IsFinished)
            return await ending.FinishAsync(entry, cancellationToken);
        var mime = sent ?? await work.MimeAsync(entry, cancellationToken) ?? throw new InvalidDataException("A send in the ledger has no mail.");
        var messageId = EnvelopeReader.FromMime(mime).MessageId;
        return await ending.ShowSentAsync(
            entry, message => message with { SentAt = entry.SentAt ?? entry.SendAt, MessageIdHeader = messageId }, cancellationToken);
    }

    private async Task<SendProgress> AfterFailureAsync(SendEntry entry, string handover, LocationMailException failure, CancellationToken cancellationToken)
    {
        LogFailure(logger, entry.Message.Value, failure.Kind, failure.Code);
        bool IsOurs(SendEntry e) => e.State == SendState.Queued || e.Handover == handover;
        if (failure.Kind == LocationMailFailure.OutcomeUnknown)
            return await ending.FailAsync(entry, SendOutcome.Unknown, IsOurs, cancellationToken);
        if (failure.Kind == LocationMailFailure.Refused)
            return await ending.FailAsync(entry, "rejected:" + failure.Code, IsOurs, cancellationToken);

        // Refused for certain, and for now.
        entry = await ledger.UpdateAsync(
            entry.Token,
            e => e.State == SendState.Sending && e.Handover == handover ? e with { State = SendState.Queued, UnknownSince = null, Handover = null } : e,
            cancellationToken);
        if (entry.State == SendState.Queued && entry.HasFailedTooLong(time.GetUtcNow()))
            return await ending.FailAsync(entry, "location_provider_unavailable:" + failure.Code, IsWaiting, cancellationToken);
        return await ending.TryAgainAsync(entry, failure.Kind == LocationMailFailure.NoEntry ? SendWaits.NoEntry : null, cancellationToken);
    }

    [LoggerMessage(3005, LogLevel.Information, "Message {Message}: sent through the location's mail service")]
    private static partial void LogSent(ILogger logger, string message);

    [LoggerMessage(3006, LogLevel.Warning, "Message {Message}: the location's mail service failed ({Kind}, {Code})")]
    private static partial void LogFailure(ILogger logger, string message, LocationMailFailure kind, string code);
}
