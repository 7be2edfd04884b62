using MimeKit;

namespace EmailSync.Core.Mail;

/// <summary>Finds in a report which mail it is about: by the headers that it returns, whole or quoted in its text, else by what it refers to.</summary>
internal static class ReturnedMail
{
    private const int MaxHeaders = 500;
    private const int MaxBytes = 256 * 1024;

    public static (string? MessageId, string? SendToken) Find(MimeMessage report, IReadOnlyList<MimeEntity> parts, IReadOnlyList<string> text, Envelope own)
    {
        foreach (var part in parts)
        {
            if (Headers(part) is { } returned && (returned.MessageId ?? returned.SendToken) is not null)
                return (returned.MessageId, returned.SendToken);
        }
        var named = parts.OfType<MessageDeliveryStatus>().SelectMany(part => part.StatusGroups.Take(1)).Select(group => group["X-Original-Message-ID"]).OfType<string>();
        if (MessageIdReader.ReadFirst([.. named]) is { } original)
            return (original, null);
        var quoted = Envelope(text.SelectMany(Quoted));
        return (quoted.MessageId ?? Last(own.InReplyTo) ?? Last(own.References), quoted.SendToken);
    }

    private static string? Last(IReadOnlyList<string> ids) => ids is [.., var last] ? last : null;

    private static Envelope? Headers(MimeEntity part) => part switch
    {
        MessagePart { Message: { } message } => Envelope(message.Headers.Take(MaxHeaders).Select(header => KeyValuePair.Create(header.Field, header.Value))),

        // With a transfer encoding, which RFC 2046 forbids there and systems use all the same, it is no message for the parser.
        MimePart { Content: { } content } file when IsHeaders(file.ContentType) => EnvelopeReader.FromMime(Decoded(content)),
        _ => null,
    };

    private static Envelope Envelope(IEnumerable<KeyValuePair<string, string>> headers) => EnvelopeReader.FromHeaders(headers);

    private static bool IsHeaders(ContentType type) =>
        type.IsMimeType("text", "rfc822-headers") || type.IsMimeType("message", "rfc822") || type.IsMimeType("message", "global") || type.IsMimeType("message", "global-headers");

    private static ReadOnlyMemory<byte> Decoded(IMimeContent content)
    {
        var buffer = new byte[MaxBytes];
        using var stream = content.Open();
        return buffer.AsMemory(0, stream.ReadAtLeast(buffer, MaxBytes, throwOnEndOfStream: false));
    }

    /// <summary>Exim, qmail and old Exchange put the headers into the text.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Quoted(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && line[..colon].Trim(' ', '\t', '>', '|') is "Message-ID" or "Message-Id" or "Message-id" or "X-EmailSync-Send")
            yield return KeyValuePair.Create(line[..colon].Trim(' ', '\t', '>', '|'), System.Net.WebUtility.HtmlDecode(line[(colon + 1)..]));
    }
}
