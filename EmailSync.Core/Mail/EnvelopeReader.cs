namespace EmailSync.Core.Mail;

/// <summary>
/// Reads an <see cref="Envelope"/> from raw MIME or from a provider's header list. Both ways end in the same code, so the same mail gives the
/// same envelope. Never throws on what a sender wrote, and does bounded work.
/// </summary>
public static class EnvelopeReader
{
    private const int MaxAddresses = 500;
    private const int MaxReferences = 50;
    private const int MaxSubjectLength = 4_000;
    private const int MaxTokenLength = 200;

    /// <summary>Every header that the reader looks at: what to ask a provider for.</summary>
    public static IReadOnlyList<string> HeaderNames { get; } =
    [
        "Message-ID", "In-Reply-To", "References", "From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Subject", "Date", "Content-Type",
        "X-EmailSync-Send", .. AutomaticMail.HeaderNames
    ];

    private static readonly HashSet<string> known = new(HeaderNames, StringComparer.OrdinalIgnoreCase);

    /// <param name="headers">In message order; any case, folded or not, encoded or already decoded.</param>
    public static Envelope FromHeaders(IEnumerable<KeyValuePair<string, string>> headers) => Read(new HeaderList(headers, known));

    /// <summary>Reads the header block only; the body is not looked at.</summary>
    public static Envelope FromMime(ReadOnlyMemory<byte> mime) => Read(new HeaderList(HeaderBlock.Read(mime.Span, known), known));

    private static Envelope Read(HeaderList headers)
    {
        var from = FirstNonEmpty(headers, "From");
        var isReport = AutomaticMail.IsReport(headers, from);
        return new Envelope
        {
            MessageId = MessageIdReader.ReadFirst(headers["Message-ID"]),
            InReplyTo = MessageIdReader.ReadAll(headers["In-Reply-To"], MaxReferences),
            References = MessageIdReader.ReadAll(headers["References"], MaxReferences),
            From = from,
            Sender = FirstNonEmpty(headers, "Sender") is [var sender, ..] ? sender : null,
            ReplyTo = AddressListReader.Read(headers["Reply-To"], MaxAddresses),
            To = AddressListReader.Read(headers["To"], MaxAddresses),
            Cc = AddressListReader.Read(headers["Cc"], MaxAddresses),
            Bcc = AddressListReader.Read(headers["Bcc"], MaxAddresses),
            Subject = HeaderText.Decode(headers.First("Subject") ?? "", MaxSubjectLength),
            Date = HeaderDate.Read(headers["Date"]),
            IsAutomatic = isReport || AutomaticMail.IsAutomatic(headers),
            IsReport = isReport,
            TellsWhatBecame = AutomaticMail.TellsWhatBecame(headers, isReport),
            SendToken = Token(headers.First("X-EmailSync-Send"))
        };
    }

    // Two From headers are illegal and used to fool readers that pick different ones: the first that names anybody is the sender.
    private static IReadOnlyList<MailAddress> FirstNonEmpty(HeaderList headers, string name) =>
        headers[name].Select(value => AddressListReader.Read([value], MaxAddresses)).FirstOrDefault(list => list.Count > 0) ?? [];

    private static string? Token(string? value)
    {
        var token = value?.Trim();
        return token is { Length: > 0 and <= MaxTokenLength } && token.All(c => c is > ' ' and < '\u007f') ? token : null;
    }
}
