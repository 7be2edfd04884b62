using System.Text;
using MimeKit;

namespace EmailSync.Core.Mail;

/// <summary>
/// Builds the MIME of a mail (RFC 5322, 2045-2047, 2231). The same mail gives the same bytes, so that a repeated attempt can be compared.
/// Bcc is written: Gmail takes its recipients from the headers and removes it.
/// </summary>
public static class OutgoingMailBuilder
{
    private const int MaxLineLength = 76;

    /// <exception cref="OutgoingMailException">A header value holds a control character, or an address or id cannot be written.</exception>
    public static byte[] Build(OutgoingMail mail)
    {
        var message = new MimeMessage();
        message.Headers.Clear();
        AddMailboxes(message, "From", [mail.From], "from");
        if (mail.ReplyTo is { } replyTo) AddMailboxes(message, "Reply-To", [replyTo], "replyTo");
        AddMailboxes(message, "To", mail.To, "to");
        AddMailboxes(message, "Cc", mail.Cc, "cc");
        AddMailboxes(message, "Bcc", mail.Bcc, "bcc");
        Add(message, "Subject", HeaderWriter.Text(OutgoingValue.Text("subject", mail.Subject), "Subject: ".Length));
        Add(message, "Date", HeaderWriter.Date(mail.Date));
        Add(message, "Message-ID", $"<{OutgoingValue.Id("messageId", mail.MessageId)}>");
        if (mail.InReplyTo is { } parent && OutgoingValue.TryId("inReplyTo", parent)) Add(message, "In-Reply-To", $"<{parent}>");
        var references = ReferenceChain.Trim(mail.References.Where(id => OutgoingValue.TryId("references", id)).ToList());
        if (references.Count > 0) Add(message, "References", string.Join("\r\n ", references.Select(id => $"<{id}>")));
        if (mail.Unsubscribe is { } unsubscribe) AddUnsubscribe(message, unsubscribe);
        Add(message, "X-EmailSync-Send", OutgoingValue.Token("sendToken", mail.SendToken));
        message.Body = OutgoingBody.Build(mail);

        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        message.Prepare(EncodingConstraint.SevenBit, MaxLineLength);
        using var stream = new MemoryStream();
        message.WriteTo(format, stream);
        return stream.ToArray();
    }

    private static void AddMailboxes(MimeMessage message, string name, IReadOnlyList<MailAddress> addresses, string field)
    {
        for (var i = 0; i < addresses.Count; i++)
        {
            var place = name is "From" or "Reply-To" ? field : $"{field}[{i}]";
            _ = OutgoingValue.Text(place + ".name", addresses[i].Name ?? "");
            _ = OutgoingValue.Address(place + ".address", addresses[i].Address);
        }

        if (addresses.Count > 0) Add(message, name, HeaderWriter.Mailboxes(addresses));
    }

    // Written as it stands: everything must come back exactly, while MimeKit cuts long words of names and rewrites ids that it finds odd.
    // A local part beyond ASCII is written raw (RFC 6532): there is no encoding for it.
    private static void Add(MimeMessage message, string name, string value)
    {
        var header = new Header(Encoding.UTF8, name, "-");
        header.SetRawValue(Encoding.UTF8.GetBytes(value.Length > 0 ? $" {value}\r\n" : "\r\n"));
        message.Headers.Add(header);
    }

    private static void AddUnsubscribe(MimeMessage message, OutgoingUnsubscribe unsubscribe)
    {
        var ways = new List<string>();
        if (unsubscribe.OneClick is { } page) ways.Add($"<{OutgoingValue.ListUri("unsubscribe.oneClick", page, Uri.UriSchemeHttps)}>");
        if (unsubscribe.Mail is { } address) ways.Add($"<{OutgoingValue.ListUri("unsubscribe.mail", address, Uri.UriSchemeMailto)}>");
        if (ways.Count > 0) Add(message, "List-Unsubscribe", string.Join(",\r\n ", ways));
        if (unsubscribe.OneClick is not null) Add(message, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    }
}
