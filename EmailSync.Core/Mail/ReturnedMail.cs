using MimeKit;

namespace EmailSync.Core.Mail;

/// <summary>Finds in a report which mail it is about: by the headers that it returns, whole or quoted in its text, else by what it refers to.</summary>
internal static class ReturnedMail
{
    private const int MaxValue = 4_000;

    private static readonly HashSet<string> wanted = new(StringComparer.OrdinalIgnoreCase) { "Message-ID", "X-EmailSync-Send" };

    /// <param name="parts">Of the report.</param>
    /// <param name="groups">The fields of its delivery status.</param>
    /// <param name="text">What stands there for a person to read.</param>
    /// <param name="own">Its own envelope.</param>
    public static (string? MessageId, string? SendToken) Find(
        IEnumerable<MimeEntity> parts, IEnumerable<HeaderList> groups, IReadOnlyList<string> text, Envelope own)
    {
        foreach (var returned in parts.Where(IsReturned).Take(ReportParts.MaxOfAKind).Select(Headers))
        {
            if ((returned.MessageId ?? returned.SendToken) is not null)
                return (returned.MessageId, returned.SendToken);
        }
        if (MessageIdReader.ReadFirst([.. groups.Select(group => group.Field("X-Original-Message-ID")).OfType<string>()]) is { } original)
            return (original, null);
        var quoted = EnvelopeReader.FromHeaders(text.SelectMany(Quoted));
        return (quoted.MessageId ?? Last(own.InReplyTo) ?? Last(own.References), quoted.SendToken);
    }

    private static string? Last(IReadOnlyList<string> ids) => ids is [.., var last] ? last : null;

    private static bool IsReturned(MimeEntity part) => part is MessagePart { Message: not null } || (part is MimePart { Content: not null } && IsHeaders(part.ContentType));

    // With a transfer encoding, which RFC 2046 forbids there and systems use all the same, it is no message for the parser.
    private static Envelope Headers(MimeEntity part) => part is MessagePart { Message: { } message }
        ? EnvelopeReader.FromHeaders(message.Headers.Where(header => wanted.Contains(header.Field)).Select(header => KeyValuePair.Create(header.Field, Value(header))))
        : EnvelopeReader.FromMime(ReportParts.Beginning((MimePart)part));

    private static string Value(Header header) => HeaderBlock.Text(header.RawValue.AsSpan(0, Math.Min(header.RawValue.Length, MaxValue)));

    private static bool IsHeaders(ContentType type) =>
        type.IsMimeType("text", "rfc822-headers") || type.IsMimeType("message", "rfc822") || type.IsMimeType("message", "global") || type.IsMimeType("message", "global-headers");

    /// <summary>Exim, qmail and old Exchange put the headers into the text.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Quoted(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && line[..colon].Trim(' ', '\t', '>', '|') is "Message-ID" or "Message-Id" or "Message-id" or "X-EmailSync-Send")
            yield return KeyValuePair.Create(line[..colon].Trim(' ', '\t', '>', '|'), System.Net.WebUtility.HtmlDecode(line[(colon + 1)..]));
    }
}
