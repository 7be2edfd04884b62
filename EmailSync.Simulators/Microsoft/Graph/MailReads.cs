using System.Globalization;
using System.Text.Json.Nodes;

namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>Reading messages: lists, single ones, their MIME.</summary>
internal static class MailReads
{
    private const int DefaultPage = 10;
    private static readonly string[] listOptions = ["select", "filter", "orderby", "top", "skip", "count", "expand", "search", "skiptoken"];

    public static GraphReply List(GraphRequest request)
    {
        var query = ODataQuery.Read(request.Call, listOptions);
        ItemJson.CheckSelect(query);
        var size = Math.Min(query.Top ?? request.Prefer.MaxPageSize ?? DefaultPage, request.Settings.MaxPageSize);
        if (query.Search is { } search)
        {
            GraphSearch.CheckCombination(request.Call);
            return request.Prefer.Told(search.List(request, query, size));
        }

        if (ODataQuery.Value(request.Call, "skiptoken") is not null)
            throw ODataQuery.Bad("The skip token is not valid.");
        CheckOrder(query);
        query.Filter?.Check();
        return request.Prefer.Told(request.Mailbox.Read(() =>
        {
            var found = Sorted(request.Mailbox.NewestFirst(request.FolderOrAll?.Id), query.OrderBy).Where(item => query.Filter?.Passes(item) ?? true).ToArray();
            var page = found.Skip(query.Skip).Take(size).ToArray();
            var json = new JsonObject { ["@odata.context"] = request.Context("messages") };
            if (query.Count)
                json["@odata.count"] = found.Length;
            json["value"] = new JsonArray([.. page.Select(item => ItemJson.Of(item, request, query))]);
            if (query.Skip + page.Length < found.Length)
                json["@odata.nextLink"] = Next(request, query.Skip + page.Length);
            return GraphReply.Json(json);
        }));
    }

    public static GraphReply Get(GraphRequest request)
    {
        var query = ODataQuery.Read(request.Call, "select", "expand");
        ItemJson.CheckSelect(query);
        return request.Prefer.Told(request.Mailbox.Read(() => Item(request, request.Item(), query)));
    }

    public static GraphReply Mime(GraphRequest request)
    {
        ODataQuery.Read(request.Call);
        return request.Mailbox.Read(() => new GraphReply(200, request.Item().Mail.Bytes, "text/plain"));
    }

    public static GraphReply Item(GraphRequest request, MessageItem item, ODataQuery? query = null, int status = 200)
    {
        var json = new JsonObject { ["@odata.context"] = request.Context("messages/$entity") };
        foreach (var (name, value) in ItemJson.Of(item, request, query ?? new ODataQuery()).ToArray())
            json[name] = value?.DeepClone();
        return GraphReply.Json(json, status);
    }

    /// <summary>Whether the answer to this call would hold text of mails.</summary>
    public static bool ShowsBodies(GraphCall call) =>
        ODataQuery.Value(call, "select") is not { Length: > 0 } select || select.Contains("body", StringComparison.OrdinalIgnoreCase);

    /// <summary>Sorting and filtering by different properties is too much for Exchange: what sorts must filter, first and in the same order.</summary>
    private static void CheckOrder(ODataQuery query)
    {
        foreach (var (property, _) in query.OrderBy)
            Key(property);
        if (query.Filter is null || query.OrderBy.Count == 0)
            return;
        var sorted = query.OrderBy.Select(order => order.Property);
        if (!query.Filter.Properties.Take(query.OrderBy.Count).SequenceEqual(sorted, StringComparer.OrdinalIgnoreCase))
            throw new GraphError(400, "InefficientFilter", "The restriction or sort order is too complex for this operation.");
    }

    private static IEnumerable<MessageItem> Sorted(IEnumerable<MessageItem> items, IReadOnlyList<(string Property, bool Descending)> order)
    {
        var sorted = items;
        foreach (var (property, descending) in order.Reverse())
        {
            var key = Key(property);
            sorted = descending ? sorted.OrderByDescending(key) : sorted.OrderBy(key);
        }

        return sorted;
    }

    private static Func<MessageItem, IComparable> Key(string property) => property.ToLowerInvariant() switch
    {
        "receiveddatetime" => item => item.ReceivedAt,
        "sentdatetime" => item => item.SentAt ?? item.CreatedAt,
        "createddatetime" => item => item.CreatedAt,
        "lastmodifieddatetime" => item => item.ModifiedAt,
        "subject" => item => item.Content.Subject,
        "isread" => item => item.IsRead,
        _ => throw new GraphError(400, "ErrorInvalidUrlQuery", $"The property '{property}' does not support sorting here."),
    };

    /// <summary>The same question, further on. Positions are counted, so that mail arriving between two pages shows again what was seen.</summary>
    private static string Next(GraphRequest request, int skip)
    {
        var options = request.Call.Query
            .Where(option => ODataQuery.Plain(option.Key) != "skip")
            .Select(option => $"{Uri.EscapeDataString("$" + ODataQuery.Plain(option.Key))}={Uri.EscapeDataString(option.Value.ToString())}")
            .Append("%24skip=" + skip.ToString(CultureInfo.InvariantCulture));
        return $"{request.Self}?{string.Join('&', options)}";
    }
}
