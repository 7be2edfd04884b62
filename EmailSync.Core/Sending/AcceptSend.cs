using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Storage;
using EmailSync.Core.Suppressions;
using EmailSync.Core.Threads;
using EmailSync.Core.Tracking;

namespace EmailSync.Core.Sending;

/// <summary>
/// Accepts a mail (R30 to R35): judges it, builds it once, and enters it in the ledger. From the ledger row on it will go out exactly once,
/// whoever dies; before it, nothing has happened.
/// </summary>
public sealed class AcceptSend(
    TableKeys keys,
    DirectoryStore directory,
    SenderFinder senders,
    SuppressedMail suppressed,
    UnsubscribeLinks unsubscribe,
    TrackingLinks tracking,
    ConversationStore conversations,
    ContentStore contents,
    SendLedger ledger,
    DailySends dailySends,
    SendWork work,
    Expiry expiry,
    TimeProvider time)
{
    /// <summary>R24 for the encoded mail, at either provider: 25 MB of 1,048,576 bytes. Gmail takes no more, and Exchange is often set so.</summary>
    private const int MaxMimeBytes = 25 * 1_048_576;

    /// <summary>R27: the key is used up, and nothing is known any more of what it was used for.</summary>
    private static readonly SendAcceptance contactDeleted = new SendAcceptance.Refused(
        ErasedSends.Failure, "The contact that this Idempotency-Key was used for has been deleted.");

    public async Task<SendAcceptance> AcceptAsync(SendRequest request, CancellationToken cancellationToken)
    {
        var token = keys.Send(request.Location, request.IdempotencyKey);
        if (await ledger.GetAsync(token, cancellationToken) is { } earlier)
            return await RepeatAsync(earlier, request, cancellationToken);

        if (await directory.GetUserAsync(request.Location, request.User, cancellationToken) is not { } user)
            return new SendAcceptance.Refused("unknown_user", "The location has no such user.");
        if (await directory.GetContactAsync(request.Location, request.Contact, cancellationToken) is not { } contact)
            return new SendAcceptance.Refused("unknown_contact", "The location has no such contact.");
        if (contact.Emails.Count == 0)
            return new SendAcceptance.Refused("contact_without_address", "The contact has no e-mail address.");
        if (await directory.GetLocationAsync(request.Location, cancellationToken) is not { } location)
            return new SendAcceptance.Refused("unknown_location", "There is no such location here.");

        SyncedMessage? parent = null;
        if (request.ReplyTo is { } replyTo)
        {
            parent = await conversations.GetAsync(request.Location, replyTo, cancellationToken);
            if (parent is null || parent.Id.Conversation != contact.Conversation)
                return new SendAcceptance.Refused("unknown_message", "replyToMessageId names no message of this contact's conversation.");
        }

        var (sender, refusal) = await senders.FindAsync(request, location, user, cancellationToken);
        if (sender is null)
            return SendRefusals.Of(refusal!);
        if (OutgoingAttachmentRules.Refuse(request.Attachments, request.Html, sender.Mailbox?.Provider, location.Settings) is { } refused)
            return refused;

        var now = time.GetUtcNow();
        var id = MessageId.Create(contact.Conversation, now, token);
        var mail = OutgoingReply.Compose(request, contact, sender, parent, token, now);
        if (await suppressed.BlocksAsync(request.Location, request.Kind, mail.Recipients, cancellationToken))
            return new SendAcceptance.Refused(SuppressedMail.Code, "A recipient wants no such mail, or cannot get any (GET …/suppressions).");
        var sendAt = request.SendAt is { } wanted && wanted > now ? wanted : now;
        var recipients = mail.Recipients.Count();
        if (sender.Mailbox is { } mailbox
            && await dailySends.FreeAtAsync(mailbox, location.Settings, token, recipients, sendAt, cancellationToken) is { } free)
            return SendRefusals.LimitReached(free);
        if (request.Kind == MessageKind.Bulk)
            mail = mail with { Unsubscribe = Unsubscribe(request.Location, mail, id) };
        var isTracked = !string.IsNullOrWhiteSpace(mail.Html) && (location.Settings.TracksOpens || location.Settings.TracksClicks);
        if (isTracked)
            mail = Track(mail, location, id);
        byte[] mime;
        try
        {
            mime = OutgoingMailBuilder.Build(mail);
        }
        catch (OutgoingMailException e)
        {
            return new SendAcceptance.Refused("invalid_mail", $"The field {e.Field} cannot be put into a mail: {e.Reason}.", e.Field);
        }
        if (mime.Length > MaxMimeBytes)
            return new SendAcceptance.Refused("message_too_large", "The encoded mail is larger than 25 MB, the most that is sent.");

        var entry = new SendEntry
        {
            Token = token,
            BodyHash = request.BodyHash,
            Location = request.Location,
            User = request.User,
            Contact = request.Contact,
            Kind = request.Kind,
            Via = sender.Via,
            Mailbox = sender.Mailbox?.Id ?? default,
            Generation = sender.Connection?.Generation ?? "",
            Message = id,
            Thread = parent?.Thread ?? new ThreadId(token),
            AcceptedAt = now,
            SendAt = sendAt,
            Identity = SendIdentity.Of(EnvelopeReader.FromMime(mime)),
            IsTracked = isTracked,
        };

        // The mail and the pointers that a sweep, and whoever ends the connection, find it by come first: a row in the ledger always has them.
        await contents.SaveRawAsync(request.Location, id, mime, cancellationToken);
        await work.ScheduleAsync(token, entry.SendAt, cancellationToken);
        await expiry.ExpectSendAsync(token, entry.AcceptedAt, cancellationToken);
        await ledger.NoteUnderWayAsync(entry, recipients, cancellationToken);
        if (!await ledger.InsertAsync(entry, cancellationToken))
        {
            var standing = (await ledger.GetAsync(token, cancellationToken))!;
            if (standing.Message != id)
                await contents.DeleteAsync(request.Location, id, cancellationToken);
            return await RepeatAsync(standing, request, cancellationToken);
        }
        return await ShowAsync(entry, mime, cancellationToken);
    }

    /// <summary>RFC 8058. A way out that only works on this machine is none, and leads nobody into the clear.</summary>
    private OutgoingUnsubscribe? Unsubscribe(LocationId location, OutgoingMail mail, MessageId id) =>
        EmailAddress.TryParse(mail.To[0].Address, out var recipient) && unsubscribe.UrlOf(location, recipient, id) is { } url && url.Scheme == Uri.UriSchemeHttps
            ? new OutgoingUnsubscribe(url, null)
            : null;

    /// <summary>R38. A text that is made of the HTML is made before: it has neither pictures nor links that lead by way of us.</summary>
    private OutgoingMail Track(OutgoingMail mail, Location location, MessageId id) => mail with
    {
        Text = mail.Text ?? HtmlText.FromHtml(mail.Html!),
        Html = TrackedHtml.Mark(
            mail.Html!,
            location.Settings.TracksOpens ? tracking.PictureOf(location.Id, id) : null,
            target => location.Settings.TracksClicks ? tracking.LinkTo(location.Id, id, target) : null),
    };

    private async Task<SendAcceptance> RepeatAsync(SendEntry entry, SendRequest request, CancellationToken cancellationToken)
    {
        if (entry.IsErased)
            return contactDeleted;
        if (entry.BodyHash != request.BodyHash)
            return new SendAcceptance.Refused("idempotency_key_reused", "This Idempotency-Key was used for another request.");
        return await ShowAsync(entry, built: null, cancellationToken);
    }

    private async Task<SendAcceptance> ShowAsync(SendEntry entry, ReadOnlyMemory<byte>? built, CancellationToken cancellationToken)
    {
        try
        {
            if (entry.Failure != ErasedSends.Failure)
                await work.ShowQueuedAsync(entry, cancellationToken, built);
            else
                return contactDeleted;
        }
        catch (ConversationErasedException)
        {
            return contactDeleted;
        }
        return new SendAcceptance.Accepted(entry.Message, entry.Token, entry.IsFinished);
    }
}
