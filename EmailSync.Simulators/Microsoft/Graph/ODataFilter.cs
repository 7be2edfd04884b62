using System.Globalization;
using System.Text.RegularExpressions;

namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>A $filter: comparisons joined by "and". Anything else that OData knows is refused, as far as it is not modelled.</summary>
internal sealed partial class ODataFilter
{
    private readonly List<Term> terms;

    private ODataFilter(string text, List<Term> terms)
    {
        Text = text;
        this.terms = terms;
    }

    public string Text { get; }

    /// <summary>The properties that are compared, in the order in which they stand.</summary>
    public IReadOnlyList<string> Properties => [.. terms.Select(term => term.Property).Distinct(StringComparer.OrdinalIgnoreCase)];

    public IReadOnlyList<Term> Terms => terms;

    public static ODataFilter Parse(string text)
    {
        var terms = new List<Term>();
        var rest = text.Trim();
        while (rest.Length > 0)
        {
            if (terms.Count > 0)
            {
                if (And().Match(rest) is not { Success: true } and)
                    throw Invalid(text);
                rest = rest[and.Length..];
            }

            var match = Extended().Match(rest);
            if (match.Success)
            {
                var id = ExtendedProperty.Canonical(Unquote(match.Groups["id"].Value));
                terms.Add(new Term(Term.Extended, "eq", Unquote(match.Groups["value"].Value), id));
            }
            else
            {
                match = Comparison().Match(rest);
                if (!match.Success)
                    throw Invalid(text);
                terms.Add(new Term(match.Groups["property"].Value, match.Groups["op"].Value, match.Groups["value"].Value, null));
            }

            rest = rest[match.Length..].TrimStart();
        }

        return terms.Count > 0 ? new ODataFilter(text, terms) : throw Invalid(text);
    }

    /// <summary>Whether an item passes; a comparison that makes no sense is refused.</summary>
    public bool Passes(MessageItem item) => terms.All(term => Passes(term, item));

    /// <summary>Finds comparisons that make no sense even where there is no item to compare.</summary>
    public void Check()
    {
        foreach (var term in terms)
            Compile(term);
    }

    public static string Unquote(string literal) =>
        literal.Length >= 2 && literal[0] == '\'' && literal[^1] == '\''
            ? literal[1..^1].Replace("''", "'", StringComparison.Ordinal)
            : throw Invalid(literal);

    public static GraphError Unsupported() => new(400, "ErrorInvalidUrlQueryFilter", "The query filter contains one or more invalid nodes.");

    private static bool Passes(Term term, MessageItem item) => Compile(term)(item);

    private static Func<MessageItem, bool> Compile(Term term)
    {
        if (term.PropertyId is { } id)
            return item => string.Equals(ExtendedProperty.Value(item, id), term.Value, StringComparison.Ordinal);
        return term.Property.ToLowerInvariant() switch
        {
            "receiveddatetime" => Time(term, item => item.ReceivedAt),
            "sentdatetime" => Time(term, item => item.SentAt ?? item.CreatedAt),
            "createddatetime" => Time(term, item => item.CreatedAt),
            "lastmodifieddatetime" => Time(term, item => item.ModifiedAt),
            "isread" => Flag(term, item => item.IsRead),
            "isdraft" => Flag(term, item => item.IsDraft),
            "hasattachments" => Flag(term, item => item.Content.HasAttachments),
            "internetmessageid" => Same(term, item => item.MessageIdHeader, StringComparison.Ordinal),
            "conversationid" => Same(term, item => item.ConversationId, StringComparison.Ordinal),
            "parentfolderid" => Same(term, item => item.FolderId, StringComparison.Ordinal),
            "subject" => Same(term, item => item.Content.Subject, StringComparison.OrdinalIgnoreCase),
            "importance" => Same(term, item => item.Importance, StringComparison.OrdinalIgnoreCase),
            "from/emailaddress/address" => Same(term, item => item.Content.From?.Address, StringComparison.OrdinalIgnoreCase),
            "sender/emailaddress/address" => Same(term, item => item.Content.Sender?.Address, StringComparison.OrdinalIgnoreCase),
            _ => throw Unsupported(),
        };
    }

    private static Func<MessageItem, bool> Time(Term term, Func<MessageItem, DateTimeOffset> of)
    {
        if (!term.Value.Contains('-', StringComparison.Ordinal)
            || !DateTimeOffset.TryParse(term.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            throw Invalid(term.Value);
        return term.Operator switch
        {
            "ge" => item => of(item) >= at,
            "gt" => item => of(item) > at,
            "le" => item => of(item) <= at,
            "lt" => item => of(item) < at,
            "eq" => item => of(item) == at,
            _ => throw Unsupported(),
        };
    }

    private static Func<MessageItem, bool> Flag(Term term, Func<MessageItem, bool> of)
    {
        if (!bool.TryParse(term.Value, out var value) || term.Operator is not ("eq" or "ne"))
            throw Unsupported();
        return item => (of(item) == value) == (term.Operator == "eq");
    }

    private static Func<MessageItem, bool> Same(Term term, Func<MessageItem, string?> of, StringComparison comparison)
    {
        var value = Unquote(term.Value);
        if (term.Operator is not ("eq" or "ne"))
            throw Unsupported();
        return item => string.Equals(of(item), value, comparison) == (term.Operator == "eq");
    }

    private static GraphError Invalid(string text) => ODataQuery.Bad($"Invalid filter clause: {text}");

    [GeneratedRegex(@"^\s*and\s+", RegexOptions.IgnoreCase)]
    private static partial Regex And();

    [GeneratedRegex(@"^(?<property>[A-Za-z/]+)\s+(?<op>eq|ne|ge|gt|le|lt)\s+(?<value>'(?:[^']|'')*'|[^\s()']+)")]
    private static partial Regex Comparison();

    [GeneratedRegex(
        @"^singleValueExtendedProperties/any\(\s*(?<v>\w+)\s*:\s*\k<v>/id\s+eq\s+(?<id>'(?:[^']|'')*')\s+and\s+\k<v>/value\s+eq\s+(?<value>'(?:[^']|'')*')\s*\)",
        RegexOptions.IgnoreCase)]
    private static partial Regex Extended();

    internal sealed record Term(string Property, string Operator, string Value, string? PropertyId)
    {
        public const string Extended = "singleValueExtendedProperties";
    }
}
