using EmailSync.Core.Mail;
using Microsoft.Graph.Models;
using KeyValuePair = System.Collections.Generic.KeyValuePair;

namespace EmailSync.Core.Providers.Outlook;

/// <summary>Graph's messages in the pipeline's words. Pure.</summary>
internal static class OutlookMessages
{
    // The first message of a conversation has a header of 22 bytes in its index; every answer adds five.
    private const int RootIndexLength = 22;

    /// <summary>All that decisions need, and no body.</summary>
    public static string[] Selected { get; } =
    [
        "id", "conversationId", "conversationIndex", "parentFolderId", "receivedDateTime", "sentDateTime", "internetMessageId", "subject", "from",
        "sender", "replyTo", "toRecipients", "ccRecipients", "bccRecipients", "isRead", "isDraft", "internetMessageHeaders",
    ];

    /// <summary>A change entry may name no more than the properties that changed.</summary>
    public static bool IsWhole(Message message) => message is { ReceivedDateTime: not null, ConversationId.Length: > 0 };

    public static bool IsRemoved(Message message) => message.AdditionalData.ContainsKey("@removed");

    /// <param name="folder">What being in its folder says.</param>
    public static MessageHeaders Headers(Message message, Placement folder) => Headers(message, folder, Envelope(message));

    public static RawMessage Raw(Message message, Placement folder, byte[] mime) => new(Headers(message, folder, EnvelopeReader.FromMime(mime)), mime);

    public static RawMessage Raw(ProviderMessageId id, MessageLocation known, byte[] mime)
    {
        var envelope = EnvelopeReader.FromMime(mime);
        return new RawMessage(new MessageHeaders(id, known.Thread, known.Placement, known.ReceivedAt, known.StartsThread, envelope), mime);
    }

    public static ProviderMessageId Id(Message message) => new(message.Id is { Length: > 0 } id ? id : throw OutlookClient.Unreadable());

    public static ProviderThreadId Thread(Message message) =>
        new(message.ConversationId is { Length: > 0 } id ? id : throw OutlookClient.Unreadable());

    /// <summary>
    /// This account sent it: what came in has the headers of its transport, what went out from here has none, and neither From nor folder are proof.
    /// </summary>
    public static bool IsSent(Message message) => message.IsDraft != true && message.InternetMessageHeaders is not { Count: > 0 };

    /// <summary>What a place among followed folders and a change entry of it say; null where neither read state nor place is in it.</summary>
    public static StateNews? News(Message entry) => entry switch
    {
        { IsDraft: true } => null,
        _ when IsRemoved(entry) => StateNews.Open,
        { IsRead: { } read } => new StateNews(read, Trashed: false),
        _ => null,
    };

    public static Placement Placement(Message message, Placement folder) => folder
        | (message.IsDraft == true ? Providers.Placement.Draft : Providers.Placement.None)
        | (IsSent(message) ? Providers.Placement.Sent : Providers.Placement.None)
        | (message.IsRead == false ? Providers.Placement.Unread : Providers.Placement.None);

    private static MessageHeaders Headers(Message message, Placement folder, Envelope envelope) => new(
        Id(message),
        Thread(message),
        Placement(message, folder),
        message.ReceivedDateTime ?? throw OutlookClient.Unreadable(),
        // An answer of somebody whose client writes no index begins an index of its own: then the headers tell.
        message.ConversationIndex?.Length == RootIndexLength && envelope is { InReplyTo: [], References: [] },
        envelope);

    private static Envelope Envelope(Message message) => EnvelopeReader.FromHeaders(
        message.InternetMessageHeaders is { Count: > 0 } headers
            ? headers.Where(header => header.Name is not null).Select(header => KeyValuePair.Create(header.Name!, header.Value ?? ""))
            : OwnHeaders(message));

    /// <summary>Written as headers, so that one reader reads everything: names and subject encoded in a way that comes back exactly.</summary>
    private static IEnumerable<KeyValuePair<string, string>> OwnHeaders(Message message)
    {
        foreach (var (name, value) in (IEnumerable<(string, string?)>)
        [
            ("Message-ID", message.InternetMessageId),
            ("In-Reply-To", OutlookProperties.InReplyTo(message)),
            ("References", OutlookProperties.References(message)),
            ("From", Mailboxes([message.From])),
            ("Sender", Mailboxes([message.Sender])),
            ("Reply-To", Mailboxes(message.ReplyTo)),
            ("To", Mailboxes(message.ToRecipients)),
            ("Cc", Mailboxes(message.CcRecipients)),
            ("Bcc", Mailboxes(message.BccRecipients)),
            ("Subject", message.Subject is { } subject ? HeaderWriter.Text(subject, 0) : null),
            ("Date", message.SentDateTime is { } sent ? HeaderWriter.Date(sent) : null),
            ("X-EmailSync-Send", OutlookProperties.SendToken(message)),
        ])
            if (!string.IsNullOrEmpty(value))
                yield return KeyValuePair.Create(name, value);
    }

    private static string? Mailboxes(IEnumerable<Recipient?>? recipients)
    {
        var mailboxes = (recipients ?? []).Select(Mailbox).OfType<MailAddress>().ToList();
        return mailboxes.Count > 0 ? HeaderWriter.Mailboxes(mailboxes) : null;
    }

    // Where somebody has no name, Graph repeats the address as one.
    private static MailAddress? Mailbox(Recipient? recipient) => recipient?.EmailAddress is { Address: { Length: > 0 } address } written
        ? new MailAddress(string.IsNullOrWhiteSpace(written.Name) || written.Name == address ? null : written.Name, address)
        : null;
}
