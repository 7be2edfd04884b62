using System.Buffers.Text;
using EmailSync.Core.Mail;
using Google.Apis.Gmail.v1.Data;

namespace EmailSync.Core.Providers.Gmail;

/// <summary>Gmail's messages in the pipeline's words. Pure.</summary>
internal static class GmailMessages
{
    public const string Inbox = "INBOX";
    public const string Sent = "SENT";
    public const string Trash = "TRASH";
    public const string Unread = "UNREAD";

    /// <summary>The place of what is neither in the inbox nor thrown away.</summary>
    public const string Archive = "";

    private static readonly long earliest = DateTimeOffset.UnixEpoch.ToUnixTimeMilliseconds();
    private static readonly long latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public static Placement Placement(IEnumerable<string>? labels)
    {
        var placement = Providers.Placement.None;
        foreach (var label in labels ?? [])
            placement |= label switch
            {
                Sent => Providers.Placement.Sent,
                Inbox => Providers.Placement.Inbox,
                "DRAFT" => Providers.Placement.Draft,
                "SPAM" => Providers.Placement.Spam,
                Trash => Providers.Placement.Trash,
                "CHAT" => Providers.Placement.Chat,
                Unread => Providers.Placement.Unread,
                _ => Providers.Placement.None,
            };
        return placement;
    }

    /// <summary>Of thrown away mail only what was sent is known not to belong in the inbox.</summary>
    public static MessageState State(Message message)
    {
        var placement = Placement(message.LabelIds);
        var isInbox = placement.HasFlag(Providers.Placement.Inbox)
            || (placement.HasFlag(Providers.Placement.Trash) && !placement.HasFlag(Providers.Placement.Sent));
        return new MessageState(placement, isInbox ? Inbox : Archive);
    }

    public static MessageHeaders Headers(Message message) => Headers(message, EnvelopeReader.FromHeaders(Pairs(message)));

    public static RawMessage Raw(Message message)
    {
        var mime = Mime(message.Raw);
        return new RawMessage(Headers(message, EnvelopeReader.FromMime(mime)), mime);
    }

    public static SentMessage SentCopy(Message message) => new(Id(message), Thread(message));

    public static string? SendToken(Message? message) => message is null ? null : EnvelopeReader.FromHeaders(Pairs(message)).SendToken;

    public static DateTimeOffset ReceivedAt(Message message) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(message.InternalDate ?? throw Unreadable(), earliest, latest));

    public static MessageChange Listed(Message message) => new(Id(message), Thread(message), MessageChangeKind.Appeared);

    public static MailProviderException Unreadable(Exception? inner = null) => new(MailProviderFailure.Transient, "unreadable_answer", null, inner);

    private static MessageHeaders Headers(Message message, Envelope envelope) => new(
        Id(message), Thread(message), Placement(message.LabelIds), ReceivedAt(message), message.Id == message.ThreadId, envelope);

    private static ProviderMessageId Id(Message message) => new(message.Id is { Length: > 0 } id ? id : throw Unreadable());

    private static ProviderThreadId Thread(Message message) => new(message.ThreadId is { Length: > 0 } id ? id : throw Unreadable());

    private static IEnumerable<KeyValuePair<string, string>> Pairs(Message message) =>
        (message.Payload?.Headers ?? []).Where(header => header.Name is not null).Select(header => KeyValuePair.Create(header.Name, header.Value ?? ""));

    private static byte[] Mime(string? raw)
    {
        if (raw is null) throw Unreadable();
        try
        {
            return Base64Url.DecodeFromChars(raw);
        }
        catch (FormatException e)
        {
            throw Unreadable(e);
        }
    }
}
