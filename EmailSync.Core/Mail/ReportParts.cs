using MimeKit;

namespace EmailSync.Core.Mail;

/// <summary>
/// The parts of a report, read as far as any real report reaches. MimeKit's own readers of these parts take the whole of one at once, whatever is in it, and
/// throw where its first line is no header.
/// </summary>
internal static class ReportParts
{
    /// <summary>A real report has one of each kind, and no real report tells of more.</summary>
    public const int MaxOfAKind = 10;

    private const int MaxBytes = 256 * 1024;
    private const int MaxGroups = 100;
    private const int MaxTexts = 2;
    private const int MaxLines = 2_000;
    private const int MaxLine = 4_000;

    private static readonly HashSet<string> known = new(StringComparer.OrdinalIgnoreCase)
    {
        "Original-Recipient", "Final-Recipient", "Action", "Status", "Diagnostic-Code", "X-Original-Message-ID",
        "Feedback-Type", "Original-Rcpt-To", "Removal-Recipient",
    };

    /// <summary>The fields of a report (RFC 3464, RFC 5965): of the mail and of each recipient in a group of their own.</summary>
    public static List<HeaderList> Groups(IEnumerable<MimePart> parts)
    {
        var groups = new List<HeaderList>();
        foreach (var part in parts.Take(MaxOfAKind))
        {
            var rest = Beginning(part).Span;
            while (!rest.IsEmpty && groups.Count < MaxGroups)
                groups.Add(new HeaderList(HeaderBlock.ReadNext(ref rest, known), known));
        }
        return groups;
    }

    /// <summary>A field of a group as text; null where it has none.</summary>
    public static string? Field(this HeaderList group, string name) => group.First(name) is { } value ? HeaderText.Decode(value, MaxLine) : null;

    /// <summary>What stands there for a person to read.</summary>
    public static List<string> Lines(IEnumerable<MimeEntity> parts) =>
        [.. parts.OfType<TextPart>().Where(part => part is { IsAttachment: false, Content: not null }).Take(MaxTexts).SelectMany(Lines).Take(MaxLines)];

    /// <summary>The decoded content up to the end of the last whole line.</summary>
    public static ReadOnlyMemory<byte> Beginning(MimePart part)
    {
        using var bounded = new BoundedStream(MaxBytes);
        part.Content?.DecodeTo(bounded);
        return bounded.IsCut ? bounded.Kept[..(bounded.Kept.Span.LastIndexOf((byte)'\n') + 1)] : bounded.Kept;
    }

    private static IEnumerable<string> Lines(TextPart part)
    {
        using var text = new StringReader(PartText.Read(part, MaxBytes));
        while (text.ReadLine() is { } line)
            yield return HeaderText.Cut(line, MaxLine);
    }
}
