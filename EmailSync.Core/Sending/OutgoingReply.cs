using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Mail;

namespace EmailSync.Core.Sending;

/// <summary>
/// Turns a request into a mail. An answer carries what threads it everywhere (R36; RFC 5322 section 3.6.4): In-Reply-To, References, and the parent's
/// subject where the CRM names none.
/// </summary>
public static class OutgoingReply
{
    public static OutgoingMail Compose(
        SendRequest request, Contact contact, Sender sender, SyncedMessage? parent, string token, DateTimeOffset now)
    {
        var parentId = parent?.MessageIdHeader;
        return new OutgoingMail
        {
            From = sender.From,
            To = [new MailAddress(string.IsNullOrWhiteSpace(contact.Name) ? null : contact.Name, Recipient(contact, parent))],
            Cc = [.. request.Cc.Select(a => new MailAddress(null, a))],
            Bcc = [.. request.Bcc.Select(a => new MailAddress(null, a))],
            ReplyTo = request.ReplyToAddress is { } replyTo ? new MailAddress(null, replyTo) : sender.ReplyTo,
            Subject = string.IsNullOrWhiteSpace(request.Subject) && parent is not null ? SubjectLine.Reply(parent.Subject) : request.Subject ?? "",
            Date = DateTimeOffset.FromUnixTimeSeconds((request.SendAt > now ? request.SendAt.Value : now).ToUnixTimeSeconds()),
            MessageId = $"{token}@{Domain(sender.From.Address)}",
            InReplyTo = parentId,
            References = parentId is null ? [] : [.. parent!.References, parentId],
            Text = request.Text,
            Html = request.Html,
            Attachments = request.Attachments,
            SendToken = token,
        };
    }

    /// <summary>The contact's address that wrote the parent, while it is still one of the contact's; else the first.</summary>
    private static string Recipient(Contact contact, SyncedMessage? parent) =>
        parent is { Direction: Direction.Inbound, From: { } sender } && EmailAddress.TryParse(sender.Address, out var wrote)
            ? contact.Emails.FirstOrDefault(e => EmailAddress.TryParse(e, out var own) && own.MatchKey == wrote.MatchKey) ?? contact.Emails[0]
            : contact.Emails[0];

    /// <summary>As DNS spells it: a Message-ID is ASCII.</summary>
    private static string Domain(string address)
    {
        var domain = address[(address.LastIndexOf('@') + 1)..];
        return EmailAddressDomain.TryGetAscii(domain, out var ascii) ? ascii : domain;
    }
}
