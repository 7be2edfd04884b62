using System.Globalization;
using EmailSync.Simulators.Mail;
using MimeKit;

namespace EmailSync.Simulators.Google.Gmail;

/// <summary>Sending: what Gmail does to a mail on its way out, and the post to the recipients.</summary>
internal sealed class Outbox(
    TimeProvider clock,
    MailWorld world,
    Func<GoogleSettings> settings,
    Func<GmailMailbox, TimeSpan> sentLag,
    Action<GmailMailbox, DeliveredMail> sent,
    Action<GmailMailbox, string> bounced)
{
    private const int MaxRecipients = 500;
    private long count;

    public DeliveredMail SendNew(SendingMailbox sender, RawMail mail, string? threadId)
    {
        var prepared = Prepare(sender, mail);
        return Dispatch(sender, prepared, () => sender.Mailbox.ThreadForApi(prepared.Mail, threadId));
    }

    /// <summary>Consumes the draft and sends what it held, or the replacement that came with the call.</summary>
    public DeliveredMail SendDraft(SendingMailbox sender, string draftId, RawMail? replacement)
    {
        var mail = replacement ?? sender.Mailbox.Read(() => sender.Mailbox.Draft(draftId)).Message.Mail;
        var prepared = Prepare(sender, mail);
        return Dispatch(sender, prepared, () => sender.Mailbox.TakeDraft(draftId).Message.ThreadId);
    }

    /// <summary>The person's own mail client sends: it has made the Message-ID, and threads follow the headers.</summary>
    public DeliveredMail SendFromClient(SendingMailbox sender, RawMail mail, string? threadId)
    {
        var prepared = Complete(sender, mail, mail.Header("Message-ID") is { Length: > 0 } ? null : NewMessageId());
        return Dispatch(sender, prepared, () =>
        {
            if (string.IsNullOrEmpty(threadId))
                return sender.Mailbox.ThreadByHeaders(prepared.Mail);
            return sender.Mailbox.Thread(threadId)[0].ThreadId;
        });
    }

    private Prepared Prepare(SendingMailbox sender, RawMail mail) => Complete(sender, mail, NewMessageId());

    private Prepared Complete(SendingMailbox sender, RawMail mail, string? messageId)
    {
        if (mail.Bytes.Length > Upload.MaxMail)
            throw GoogleError.Invalid("Message too large: the limit is 25 MB.");
        foreach (var name in (string[])["To", "Cc", "Bcc"])
        {
            if (mail.All(name).Any(value => value.Length > 0 && !InternetAddressList.TryParse(value, out _)))
                throw GoogleError.Invalid($"Invalid {name} header");
        }

        var blind = MailHeaders.Addresses(mail, "Bcc").Select(Plain).ToArray();
        var recipients = MailHeaders.Addresses(mail, "To", "Cc").Select(Plain).Concat(blind)
            .Where(address => address.Contains('@', StringComparison.Ordinal))
            .ToArray();
        if (recipients.Length == 0)
            throw GoogleError.Invalid("Recipient address required");
        if (recipients.Length > MaxRecipients)
            throw GoogleError.Invalid("Too many recipients");
        var result = WithOwnFrom(sender.Mailbox, mail);
        if (messageId is not null)
            result = result.With("Message-ID", messageId);
        if (string.IsNullOrWhiteSpace(result.Header("Date")))
            result = result.With("Date", clock.GetUtcNow().ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture));
        return new Prepared(result, recipients, blind);
    }

    private DeliveredMail Dispatch(SendingMailbox sender, Prepared prepared, Func<string> thread)
    {
        sender.ReserveSend(clock.GetUtcNow());
        var lag = sentLag(sender.Mailbox);
        var own = prepared.Recipients.Where(address => ReferenceEquals(world.FindMailbox(address), sender.Mailbox)).ToArray();
        var result = sender.Mailbox.Change(() => sender.Mailbox.StoreSent(prepared.Mail, thread(), own.Length > 0, lag));
        sent(sender.Mailbox, result);
        var unknown = world.Post(sender.Mailbox.Address, prepared.Recipients.Except(own), recipient => Copy(prepared, recipient));
        if (settings().BounceUnknownRecipients)
        {
            foreach (var recipient in unknown)
            {
                var bounce = BounceMail.Build(sender.Mailbox.Address, recipient, prepared.Mail, clock.GetUtcNow(), Interlocked.Increment(ref count));
                sender.Mailbox.Deliver(bounce, returnPath: "");
                bounced(sender.Mailbox, result.Id);
            }
        }

        return result;
    }

    private byte[] Copy(Prepared prepared, string recipient)
    {
        var copy = prepared.Mail.Without("Bcc");
        var seesSelf = settings().BccRecipientSeesSelf && prepared.Blind.Contains(recipient, StringComparer.OrdinalIgnoreCase);
        return seesSelf ? copy.With("Bcc", recipient).Bytes : copy.Bytes;
    }

    private static RawMail WithOwnFrom(GmailMailbox mailbox, RawMail mail)
    {
        var from = MailHeaders.Addresses(mail, "From");
        var accepted = mailbox.SendAsAddresses.Where(alias => alias.Verified).Select(alias => alias.Address);
        if (from.Count == 1 && mail.All("From").Count() == 1 && accepted.Contains(Plain(from[0]), StringComparer.OrdinalIgnoreCase))
            return mail;
        var primary = mailbox.SendAsAddresses.First(alias => alias.IsPrimary);
        var name = from.Count > 0 && !string.IsNullOrEmpty(from[0].Name) ? from[0].Name : primary.DisplayName;
        return mail.With("From", new MailboxAddress(name, primary.Address).ToString(FormatOptions.Default, encode: true));
    }

    private string NewMessageId()
    {
        var token = GmailIds.Base64Url(Guid.NewGuid().ToByteArray());
        return $"<CA{token}{Interlocked.Increment(ref count)}@mail.gmail.com>";
    }

    private static string Plain(MailboxAddress address) => address.Address.Trim();

    private sealed record Prepared(RawMail Mail, IReadOnlyList<string> Recipients, IReadOnlyList<string> Blind);
}
