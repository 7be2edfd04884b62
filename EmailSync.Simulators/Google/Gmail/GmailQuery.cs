using System.Globalization;
using System.Text.RegularExpressions;
using EmailSync.Simulators.Mail;

namespace EmailSync.Simulators.Google.Gmail;

/// <summary>The search language, as much of it as is modelled. What is not is refused: an ignored operator would find too much.</summary>
internal sealed partial class GmailQuery
{
    private readonly List<Func<GmailMessage, bool>> terms = [];

    /// <summary>A Message-ID that the result must have, when one is asked for; lets the search start from the index.</summary>
    public string? MessageId { get; private set; }

    /// <summary>Spam and trash are searched only where they are named.</summary>
    public bool IncludesSpamTrash { get; private set; }

    public static GmailQuery Parse(string? text, DateTimeOffset now)
    {
        var query = new GmailQuery();
        var rest = (text ?? "").TrimStart();
        while (rest.Length > 0)
        {
            if (Term().Match(rest) is { Success: true } term)
            {
                query.Add(term, now);
                rest = rest[term.Length..].TrimStart();
            }
            else if (Any().Match(rest) is { Success: true } any)
            {
                query.AddAny(any.Groups["terms"].Value, now);
                rest = rest[any.Length..].TrimStart();
            }
            else
            {
                throw GoogleError.Invalid($"Invalid query: \"{rest.TrimEnd()}\" is not supported.");
            }
        }

        return query;
    }

    public bool Matches(GmailMessage message) => terms.TrueForAll(term => term(message));

    /// <summary>Braces: one of the terms is enough.</summary>
    private void AddAny(string text, DateTimeOffset now)
    {
        var inner = Parse(text, now);
        if (inner.MessageId is not null || inner.IncludesSpamTrash)
            throw GoogleError.Invalid($"Invalid query: \"{{{text}}}\" is not supported.");
        terms.Add(message => inner.terms.Exists(term => term(message)));
    }

    private void Add(Match match, DateTimeOffset now)
    {
        var value = match.Groups["quoted"].Success ? match.Groups["quoted"].Value : match.Groups["plain"].Value;
        var negated = match.Groups["not"].Length > 0;
        var name = match.Groups["name"].Value.ToLowerInvariant();
        var term = Condition(name, value, now);
        if (!negated && name == "rfc822msgid")
            MessageId = Bracketed(value);
        IncludesSpamTrash |= !negated && name == "in" && value.ToLowerInvariant() is "anywhere" or "trash" or "spam";
        terms.Add(negated ? message => !term(message) : term);
    }

    private static Func<GmailMessage, bool> Condition(string name, string value, DateTimeOffset now) => name switch
    {
        "rfc822msgid" => HasId(Bracketed(value)),
        "in" or "label" => InFolder(value.ToLowerInvariant()),
        "is" => Is(value.ToLowerInvariant()),
        "from" => Holds(value, "From"),
        "to" => Holds(value, "To", "Cc", "Bcc"),
        "cc" => Holds(value, "Cc"),
        "bcc" => Holds(value, "Bcc"),
        "subject" => message => MailHeaders.Subject(message.Mail).Contains(value, StringComparison.OrdinalIgnoreCase),
        "after" => Since(Epoch(value), true),
        "before" => Since(Epoch(value), false),
        "newer_than" => Since(now - Age(value), true),
        "older_than" => Since(now - Age(value), false),
        _ => throw GoogleError.Invalid($"Invalid query: operator \"{name}:\" is not supported."),
    };

    private static Func<GmailMessage, bool> HasId(string id) => message => message.MessageIdHeader == id;

    private static Func<GmailMessage, bool> InFolder(string folder) => folder switch
    {
        "anywhere" => _ => true,
        "inbox" => message => message.Has(GmailLabels.Inbox),
        "sent" => message => message.Has(GmailLabels.Sent),
        "draft" or "drafts" => message => message.Has(GmailLabels.Draft),
        "trash" => message => message.Has(GmailLabels.Trash),
        "spam" => message => message.Has(GmailLabels.Spam),
        _ => throw GoogleError.Invalid($"Invalid query: folder \"{folder}\" is not supported."),
    };

    private static Func<GmailMessage, bool> Is(string state) => state switch
    {
        "unread" => message => message.Has(GmailLabels.Unread),
        "read" => message => !message.Has(GmailLabels.Unread),
        "starred" => message => message.Has("STARRED"),
        _ => throw GoogleError.Invalid($"Invalid query: state \"{state}\" is not supported."),
    };

    /// <summary>
    /// Whole words in a row, whatever their case: an address is not found under another spelling, with other dots or another tag.
    /// </summary>
    private static Func<GmailMessage, bool> Holds(string value, params string[] headers) => message =>
        headers.SelectMany(message.Mail.All).Any(text => SearchWords.Holds(MailHeaders.DecodeAddresses(text), value));

    private static Func<GmailMessage, bool> Since(DateTimeOffset time, bool after)
    {
        var limit = time.ToUnixTimeMilliseconds();
        return message => message.InternalDate >= limit == after;
    }

    private static DateTimeOffset Epoch(string value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 253_402_300_800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw GoogleError.Invalid($"Invalid query: \"{value}\" is not a time in epoch seconds; dates are not supported.");

    private static TimeSpan Age(string value)
    {
        if (value.Length < 2 || !int.TryParse(value[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > 10_000)
            throw GoogleError.Invalid($"Invalid query: \"{value}\" is not an age.");
        return value[^1] switch
        {
            'h' => TimeSpan.FromHours(count),
            'd' => TimeSpan.FromDays(count),
            'm' => TimeSpan.FromDays(30.0 * count),
            'y' => TimeSpan.FromDays(365.0 * count),
            _ => throw GoogleError.Invalid($"Invalid query: \"{value}\" is not an age."),
        };
    }

    private static string Bracketed(string id) => id.StartsWith('<') ? id : $"<{id}>";

    [GeneratedRegex(@"^\{(?<terms>[^{}]*)\}")]
    private static partial Regex Any();

    [GeneratedRegex("""^(?<not>-?)(?<name>[A-Za-z0-9_]+):(?:"(?<quoted>[^"]*)"|(?<plain>[^\s"(){}]+))""")]
    private static partial Regex Term();
}
