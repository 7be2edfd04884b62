using System.Globalization;

namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>The query options of a call, read strictly: what is not known here is refused and not passed over.</summary>
internal sealed record ODataQuery
{
    public IReadOnlyList<string>? Select { get; init; }

    public ODataFilter? Filter { get; init; }

    public GraphSearch? Search { get; init; }

    public IReadOnlyList<(string Property, bool Descending)> OrderBy { get; init; } = [];

    public int? Top { get; init; }

    public int Skip { get; init; }

    public bool Count { get; init; }

    /// <summary>Canonical ids of the extended properties to show; null when they are not asked for.</summary>
    public IReadOnlyList<string>? ExtendedProperties { get; init; }

    public bool Attachments { get; init; }

    public static ODataQuery Read(GraphCall call, params string[] allowed)
    {
        foreach (var name in call.Query.Keys)
        {
            if (!allowed.Contains(Plain(name), StringComparer.OrdinalIgnoreCase))
                throw Bad($"The query parameter '{name}' is not supported here.");
        }

        var (properties, attachments) = ODataExpand.Read(Value(call, "expand"));
        return new ODataQuery
        {
            Select = Names(Value(call, "select")),
            Filter = Value(call, "filter") is { Length: > 0 } filter ? ODataFilter.Parse(filter) : null,
            Search = Value(call, "search") is { } search ? GraphSearch.Parse(search) : null,
            OrderBy = Order(Value(call, "orderby")),
            Top = Number(call, "top", 1, 1_000),
            Skip = Number(call, "skip", 0, int.MaxValue) ?? 0,
            Count = Value(call, "count") switch
            {
                null or "false" => false,
                "true" => true,
                var other => throw Bad($"Invalid value '{other}' for $count query option found. Valid values are 'true' and 'false'."),
            },
            ExtendedProperties = properties,
            Attachments = attachments,
        };
    }

    /// <summary>An option with or without its dollar sign.</summary>
    public static string? Value(GraphCall call, string name) => call.Value("$" + name) ?? call.Value(name);

    public static string Plain(string name) => name.TrimStart('$');

    public static GraphError Bad(string message) => new(400, "BadRequest", message);

    private static string[]? Names(string? text)
    {
        if (text is null)
            return null;
        var names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return names.Length > 0 && !names.Contains("*") ? names : null;
    }

    private static IReadOnlyList<(string Property, bool Descending)> Order(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return [];
        return [.. text.Split(',', StringSplitOptions.TrimEntries).Select(part => part.Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
        {
            [var name] => (name, false),
            [var name, "asc"] => (name, false),
            [var name, "desc"] => (name, true),
            _ => throw Bad($"Syntax error in $orderby '{text}'."),
        })];
    }

    private static int? Number(GraphCall call, string name, int least, int most)
    {
        if (Value(call, name) is not { } text)
            return null;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value < least)
            throw Bad($"Invalid value '{text}' for ${name} query option found.");
        return value <= most ? value : throw Bad($"The limit of '{most}' for ${name} query has been exceeded.");
    }
}
