using System.Globalization;
using System.Text.Json.Nodes;

namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>The folder tree over HTTP, and its delta.</summary>
internal static class FolderCalls
{
    private const int DefaultPage = 10;
    private static readonly string[] names =
        ["id", "displayName", "parentFolderId", "childFolderCount", "unreadItemCount", "totalItemCount", "sizeInBytes", "isHidden"];

    public static GraphReply List(GraphRequest request)
    {
        var query = ODataQuery.Read(request.Call, "select", "top", "skip", "count", "filter", "includeHiddenFolders");
        CheckSelect(query.Select);
        var size = Math.Min(query.Top ?? request.Prefer.MaxPageSize ?? DefaultPage, request.Settings.MaxPageSize);
        return request.Mailbox.Read(() =>
        {
            var parent = request.FolderOrAll ?? request.Mailbox.WellKnown(WellKnownFolders.Root);
            var found = request.Mailbox.Children(parent.Id).Where(folder => Passes(folder, query.Filter)).ToArray();
            var page = found.Skip(query.Skip).Take(size).ToArray();
            var json = new JsonObject { ["@odata.context"] = request.Context("mailFolders") };
            if (query.Count)
                json["@odata.count"] = found.Length;
            json["value"] = new JsonArray([.. page.Select(folder => Json(folder, request, query.Select))]);
            if (query.Skip + page.Length < found.Length)
            {
                var options = request.Call.Query.Where(option => ODataQuery.Plain(option.Key) != "skip")
                    .Select(option => $"{Uri.EscapeDataString(option.Key)}={Uri.EscapeDataString(option.Value.ToString())}")
                    .Append("%24skip=" + (query.Skip + page.Length).ToString(CultureInfo.InvariantCulture));
                json["@odata.nextLink"] = $"{request.Self}?{string.Join('&', options)}";
            }

            return GraphReply.Json(json);
        });
    }

    public static GraphReply Get(GraphRequest request)
    {
        var query = ODataQuery.Read(request.Call, "select");
        CheckSelect(query.Select);
        return request.Mailbox.Read(() => Reply(request.Mailbox.Folder(request.Route["folder"]), request, query.Select));
    }

    public static GraphReply Create(GraphRequest request)
    {
        var name = JsonFields.RequiredText(request.Body("displayName", "isHidden"), "displayName");
        return request.Mailbox.Change(() =>
        {
            var parent = request.FolderOrAll ?? request.Mailbox.WellKnown(WellKnownFolders.Root);
            return Reply(request.Mailbox.CreateFolder(name, parent), request, null, 201);
        });
    }

    public static GraphReply Rename(GraphRequest request)
    {
        var name = JsonFields.RequiredText(request.Body("displayName"), "displayName");
        return request.Mailbox.Change(() => Reply(request.Mailbox.RenameFolder(request.Mailbox.Folder(request.Route["folder"]), name), request, null));
    }

    public static GraphReply Move(GraphRequest request)
    {
        var target = JsonFields.RequiredText(request.Body("destinationId", "DestinationId"), "destinationId");
        return request.Mailbox.Change(() => Reply(
            request.Mailbox.MoveFolder(request.Mailbox.Folder(request.Route["folder"]), request.Mailbox.Folder(target)), request, null, 201));
    }

    public static GraphReply Delete(GraphRequest request)
    {
        request.Mailbox.Change(() => request.Mailbox.DeleteFolder(request.Mailbox.Folder(request.Route["folder"])));
        return GraphReply.Empty(204);
    }

    /// <summary>All folders of all levels, flat; then what happened to them.</summary>
    public static GraphReply Delta(GraphRequest request)
    {
        ODataQuery? query = null;
        if (Tokens.Given(request.Call) is null)
        {
            query = ODataQuery.Read(request.Call, "select", "top");
            CheckSelect(query.Select);
        }

        return request.Prefer.Told(request.Mailbox.Read(() =>
        {
            var token = query is null ? Tokens.Check(Tokens.Given(request.Call)!, "", request) : Begin(request, query);
            token = token with { Size = Math.Min(request.Prefer.MaxPageSize ?? token.Size, request.Settings.MaxPageSize) };
            return token.Walk is { } walk ? Walk(request, token, walk) : Changes(request, token);
        }));
    }

    private static DeltaToken Begin(GraphRequest request, ODataQuery query)
    {
        var at = request.Mailbox.Log(true).Latest;
        return new DeltaToken(
            request.Mailbox.Ids.Number, "", request.Mailbox.EpochOf(""), at, at, new DeltaWalk(0, 0, 0), Paused: false, query.Top ?? DefaultPage,
            ODataQuery.Value(request.Call, "select"), null, NewestFirst: false, null, null);
    }

    private static GraphReply Walk(GraphRequest request, DeltaToken token, DeltaWalk walk)
    {
        var all = request.Mailbox.Folders.Where(folder => folder.ParentId is not null).ToArray();
        var page = all.Skip(walk.Count).Take(token.Size).ToArray();
        var told = walk.Count + page.Length;
        var next = token with { Walk = told < all.Length ? new DeltaWalk(0, 0, told) : null };
        return Page(request, page.Select(folder => (JsonNode)Json(folder, request, Tokens.Query(token).Select)), next, told < all.Length);
    }

    private static GraphReply Changes(GraphRequest request, DeltaToken token)
    {
        var log = request.Mailbox.Log(true);
        var starts = token.Told == token.Base;
        var changes = log.After(token.Base)
            .GroupBy(record => record.Id, StringComparer.Ordinal)
            .Select(group => group.Last())
            .Where(record => record.Sequence > token.Told)
            .OrderBy(record => record.Sequence)
            .ToArray();
        var page = changes.Take(token.Size).ToArray();
        var select = Tokens.Query(token).Select;
        var entries = page.Select(record => record.Kind == ChangeKind.Removed
            ? (JsonNode)Tokens.Removed(record.Id)
            : Json(request.Mailbox.Folder(record.Id), request, select)).ToList();
        if (page.Length < changes.Length)
            return Page(request, entries, token with { Told = page[^1].Sequence }, more: true);
        // The inbox is told again now and then though nothing became of it: a folder that is known must not be taken for a new one.
        if (starts && request.Mailbox.NextRound() % 4 == 0)
            entries.Add(Json(request.Mailbox.WellKnown(WellKnownFolders.Inbox), request, select));
        return Page(request, entries, token with { Base = log.Latest, Told = log.Latest }, more: false);
    }

    private static GraphReply Page(GraphRequest request, IEnumerable<JsonNode> entries, DeltaToken next, bool more) =>
        Tokens.Page(request, [.. entries], next, more, request.Context("mailFolders"));

    private static GraphReply Reply(GraphFolder folder, GraphRequest request, IReadOnlyList<string>? select, int status = 200)
    {
        var json = new JsonObject { ["@odata.context"] = request.Context("mailFolders/$entity") };
        foreach (var (name, value) in Json(folder, request, select).ToArray())
            json[name] = value?.DeepClone();
        return GraphReply.Json(json, status);
    }

    private static JsonObject Json(GraphFolder folder, GraphRequest request, IReadOnlyList<string>? select)
    {
        var items = request.Mailbox.Items.Where(item => item.FolderId == folder.Id).ToArray();
        var all = new JsonObject
        {
            ["id"] = folder.Id,
            ["displayName"] = folder.DisplayName,
            ["parentFolderId"] = folder.ParentId ?? folder.Id,
            ["childFolderCount"] = request.Mailbox.Children(folder.Id).Count(),
            ["unreadItemCount"] = items.Count(item => !item.IsRead),
            ["totalItemCount"] = items.Length,
            ["sizeInBytes"] = 0,
            ["isHidden"] = false,
        };
        foreach (var name in names.Where(name => name != "id" && !(select?.Contains(name, StringComparer.OrdinalIgnoreCase) ?? true)))
            all.Remove(name);
        return all;
    }

    private static bool Passes(GraphFolder folder, ODataFilter? filter)
    {
        if (filter is null)
            return true;
        return filter.Terms is [{ Property: "displayName", Operator: "eq" } term]
            ? folder.DisplayName.Equals(ODataFilter.Unquote(term.Value), StringComparison.OrdinalIgnoreCase)
            : throw ODataFilter.Unsupported();
    }

    private static void CheckSelect(IReadOnlyList<string>? select)
    {
        if (select?.FirstOrDefault(name => !names.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw ODataQuery.Bad($"Parsing OData Select and Expand failed: Could not find a property named '{unknown}' on type 'microsoft.graph.mailFolder'.");
    }
}
