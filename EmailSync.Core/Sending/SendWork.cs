using System.Security.Cryptography;
using EmailSync.Core.Conversations;
using EmailSync.Core.Mail;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Sending;

/// <summary>What every step of a send may rely on: the pointer by which sweeps find it, and its message in the conversation.</summary>
public sealed class SendWork(
    SendLedger ledger, DueStore due, ConversationStore conversations, ContentStore contents, MailContentExtractor extractor, TimeProvider time)
{
    /// <summary>Between the pointer and the ledger row lies one write; a pointer this old without a row is all that is left of a call that died there.</summary>
    internal static readonly TimeSpan AcceptanceGrace = TimeSpan.FromMinutes(10);

    /// <summary>Names one attempt to hand a mail over, so that whoever makes it knows its own mark again.</summary>
    public static string NewHandover() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    public Task ScheduleAsync(string token, DateTimeOffset at, CancellationToken cancellationToken) =>
        due.ScheduleAsync(DueKind.Send, token, at, cancellationToken);

    /// <summary>Nothing is left to do: sweeps need not look at it again. The pointer goes last: should we die here, it is what leads back.</summary>
    public async Task FinishAsync(SendEntry entry, CancellationToken cancellationToken)
    {
        await ledger.EndUnderWayAsync(entry.Location, entry.User, entry.Token, cancellationToken);
        await due.CancelAsync(DueKind.Send, entry.Token, entry.SendAt, cancellationToken);
    }

    /// <summary>
    /// For who comes to a send that had come to its end before: it was led there by a pointer under another time, that of a request which was repeated after a crash,
    /// or of an erasure. They are looked for only then, since the look reads all that is due in the shard.
    /// </summary>
    public async Task FinishAgainAsync(SendEntry entry, CancellationToken cancellationToken)
    {
        await FinishAsync(entry, cancellationToken);
        await due.CancelDueAsync(DueKind.Send, entry.Token, time.GetUtcNow(), cancellationToken);
    }

    /// <summary>The ledger knows no such send.</summary>
    public Task ForgetAsync(string token, CancellationToken cancellationToken) =>
        due.CancelDueAsync(DueKind.Send, token, time.GetUtcNow() - AcceptanceGrace, cancellationToken);

    public Task<ReadOnlyMemory<byte>?> MimeAsync(SendEntry entry, CancellationToken cancellationToken) =>
        contents.ReadRawAsync(entry.Location, entry.Message, cancellationToken);

    /// <summary>Shows the mail as queued in its conversation; does nothing when it stands there already.</summary>
    /// <param name="entry">The send.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <param name="built">The mail, where who asks has it at hand.</param>
    public async Task ShowQueuedAsync(SendEntry entry, CancellationToken cancellationToken, ReadOnlyMemory<byte>? built = null)
    {
        if (await conversations.GetAsync(entry.Location, entry.Message, cancellationToken) is not null)
            return;
        if ((built ?? await MimeAsync(entry, cancellationToken)) is not { } mime)
        {
            throw await conversations.IsErasedAsync(entry.Message.Conversation, cancellationToken)
                ? new ConversationErasedException(entry.Message.Conversation)
                : new InvalidDataException("A send in the ledger has no mail.");
        }
        var envelope = EnvelopeReader.FromMime(mime);
        var content = extractor.Extract(mime);
        var prepared = await contents.PrepareAsync(entry.Location, entry.Message, content, cancellationToken);
        var message = new SyncedMessage
        {
            Id = entry.Message,
            Location = entry.Location,
            Contact = entry.Contact,
            Thread = entry.Thread,
            Direction = Direction.Outbound,
            Origin = MessageOrigin.Crm,
            Kind = entry.Kind,
            Via = entry.Via,
            Status = MessageStatus.Queued,
            From = envelope.From is [var from, ..] ? from : null,
            To = envelope.To,
            Cc = envelope.Cc,
            Bcc = envelope.Bcc,
            Subject = envelope.Subject,
            SentAt = entry.SendAt,
            Attachments = content.Attachments,
            References = envelope.References,
            Tracking = entry.IsTracked ? new MessageTracking() : null,
            RawKept = true,
        };

        // The CRM asked for it and has its answer; what it is told later is what became of it.
        await conversations.CommitAsync(
            entry.Message,
            entry.Contact,
            marker: null,
            before => before is null ? new MessageCommit(message, null, prepared) : null,
            cancellationToken);
    }
}
