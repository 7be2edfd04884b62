using System.Text.Json.Nodes;

namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>The changes of one folder's messages. Pages may be empty, items may come again, small changes come as parts.</summary>
internal static class DeltaCalls
{
    private const int DefaultPage = 10;
    private const int MostWithFilter = 5_000;
    private static readonly string[] firstOptions = ["select", "filter", "orderby", "top", "expand", "changeType"];

    public static GraphReply Messages(GraphRequest request)
    {
        var query = new ODataQuery();
        if (Tokens.Given(request.Call) is null)
        {
            query = ODataQuery.Read(request.Call, firstOptions);
            ItemJson.CheckSelect(query);
            CheckFirst(request.Call, query);
        }

        return request.Prefer.Told(request.Mailbox.Read(() =>
        {
            var folder = request.Mailbox.Folder(request.Route["folder"]);
            var token = Tokens.Given(request.Call) is { } text ? Tokens.Check(text, folder.Id, request) : Begin(request, query, folder);
            token = token with { Size = Math.Min(request.Prefer.MaxPageSize ?? token.Size, request.Settings.MaxPageSize) };
            var (entries, next, more) = token.Walk is null ? Changes(request, token) : Walk(request, token);
            return Tokens.Page(request, entries, next, more, request.Context("messages"));
        }));
    }

    private static void CheckFirst(GraphCall call, ODataQuery query)
    {
        if (query.Filter is { } filter && !filter.Terms.All(OnlyTime))
            throw new GraphError(400, "ErrorInvalidUrlQueryFilter", "Delta takes filters of receivedDateTime by ge and gt only.");
        query.Filter?.Check();
        if (query.OrderBy.Count > 0 && query.OrderBy is not [("receivedDateTime", true)])
            throw new GraphError(400, "ErrorInvalidUrlQuery", "Delta takes $orderby=receivedDateTime desc only.");
        if (call.Value("changeType") is not (null or "created" or "updated" or "deleted"))
            throw ODataQuery.Bad("changeType must be created, updated or deleted.");
    }

    private static bool OnlyTime(ODataFilter.Term term) =>
        term.Property.Equals("receivedDateTime", StringComparison.OrdinalIgnoreCase) && term.Operator is ("ge" or "gt");

    private static DeltaToken Begin(GraphRequest request, ODataQuery query, GraphFolder folder)
    {
        var at = request.Mailbox.Log(false).Latest;
        return new DeltaToken(
            request.Mailbox.Ids.Number,
            folder.Id,
            request.Mailbox.EpochOf(folder.Id),
            at,
            at,
            new DeltaWalk(0, 0, 0),
            Paused: false,
            query.Top ?? DefaultPage,
            ODataQuery.Value(request.Call, "select"),
            ODataQuery.Value(request.Call, "filter"),
            query.OrderBy.Count > 0,
            ODataQuery.Value(request.Call, "expand"),
            request.Call.Value("changeType"));
    }

    /// <summary>The first round: everything that lies in the folder.</summary>
    private static (IReadOnlyList<JsonNode> Entries, DeltaToken Next, bool More) Walk(GraphRequest request, DeltaToken token)
    {
        var walk = token.Walk!;
        // One empty page after the first, so that nobody takes emptiness for the end.
        if (walk.Count > 0 && walk.Count == token.Size && !token.Paused)
            return ([], token with { Paused = true }, true);
        var (select, filter) = (Tokens.Query(token), Filter(token));
        IEnumerable<MessageItem> left = [];
        if (token.ChangeType is null or "created")
        {
            var here = request.Mailbox.Items.Where(item => item.FolderId == token.Folder && (filter?.Passes(item) ?? true));
            left = token.NewestFirst
                ? here.Where(item => walk.Count == 0 || Place(item).CompareTo((walk.Time, walk.Number)) < 0).OrderByDescending(Place)
                : here.Where(item => item.Number > walk.Number).OrderBy(item => item.Number);
        }

        var most = filter is null ? int.MaxValue : MostWithFilter - walk.Count;
        var page = left.Take(Math.Min(token.Size + 1, most)).ToArray();
        var told = page.Take(token.Size).ToArray();
        var entries = told.Select(item => (JsonNode)ItemJson.Of(item, request, select)).ToArray();
        if (page.Length > told.Length)
        {
            var (time, number) = Place(told[^1]);
            return (entries, token with { Walk = new DeltaWalk(time, number, walk.Count + told.Length), Paused = false }, true);
        }

        return (entries, token with { Walk = null, Paused = false }, false);
    }

    /// <summary>A later round: what happened since, each item once, as it is now.</summary>
    private static (IReadOnlyList<JsonNode> Entries, DeltaToken Next, bool More) Changes(GraphRequest request, DeltaToken token)
    {
        var log = request.Mailbox.Log(false);
        var starts = token.Told == token.Base && !token.Paused;
        var round = starts ? request.Mailbox.NextRound() : 0;
        if (starts && round % 5 == 3)
            return ([], token with { Paused = true }, true);
        var filter = Filter(token);
        var changes = log.After(token.Base)
            .Where(record => record.FolderId == token.Folder)
            .GroupBy(record => request.Prefer.ImmutableIds ? record.ImmutableId : record.Id, StringComparer.Ordinal)
            .Where(group => group.Last().Sequence > token.Told)
            .OrderBy(group => group.Last().Sequence)
            .Select(group => (group.Last().Sequence, Entry: Entry(request, token, filter, group.Key, [.. group])))
            .Where(change => change.Entry is not null)
            .ToArray();
        var page = changes.Take(token.Size).ToArray();
        var entries = page.Select(JsonNode (change) => change.Entry!).ToList();
        if (page.Length < changes.Length)
            return (entries, token with { Told = page[^1].Sequence, Paused = false }, true);
        if (starts && round % 4 == 0 && entries.Count > 0 && Unchanged(request, token, entries) is { } again)
            entries.Add(again);
        var end = log.Latest;
        return (entries, token with { Base = end, Told = end, Paused = false }, false);
    }

    private static JsonObject? Entry(GraphRequest request, DeltaToken token, ODataFilter? filter, string id, IReadOnlyList<ChangeRecord> records)
    {
        if (records[^1].Kind == ChangeKind.Removed)
            return token.ChangeType is null or "deleted" ? Tokens.Removed(id) : null;
        var created = records.Any(record => record.Kind == ChangeKind.Created);
        if (token.ChangeType is { } only && only != (created ? "created" : "updated"))
            return null;
        if (request.Mailbox.ItemByNumber(records[^1].Item) is not { } item || item.FolderId != token.Folder || !(filter?.Passes(item) ?? true))
            return null;
        var query = Tokens.Query(token);
        if (created || records.Any(record => record.Kind == ChangeKind.Updated))
            return ItemJson.Of(item, request, query);
        var fields = records.SelectMany(record => record.Fields).Distinct(StringComparer.Ordinal);
        return ItemJson.Part(item, request, query.Select is { } select ? fields.Intersect(select, StringComparer.OrdinalIgnoreCase) : fields);
    }

    /// <summary>An item that has not changed and is told all the same, as Exchange does now and then.</summary>
    private static JsonObject? Unchanged(GraphRequest request, DeltaToken token, List<JsonNode> entries)
    {
        if (token.ChangeType is not null)
            return null;
        var told = entries.Select(entry => entry["id"]!.GetValue<string>()).ToHashSet(StringComparer.Ordinal);
        var filter = Filter(token);
        return request.Mailbox.NewestFirst(token.Folder).FirstOrDefault(item => !told.Contains(request.Id(item)) && (filter?.Passes(item) ?? true)) is { } item
            ? ItemJson.Of(item, request, Tokens.Query(token))
            : null;
    }

    private static ODataFilter? Filter(DeltaToken token) => token.Filter is { Length: > 0 } text ? ODataFilter.Parse(text) : null;

    private static (long Time, long Number) Place(MessageItem item) => (item.ReceivedAt.Ticks, item.Number);
}
