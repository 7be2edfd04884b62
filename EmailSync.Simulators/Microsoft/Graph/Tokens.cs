using System.Text.Json.Nodes;

namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>The links of delta rounds: read, checked, and written into pages.</summary>
internal static class Tokens
{
    /// <summary>A call that goes on with a delta round: what is to be shown stands in its token.</summary>
    public static bool IsWithin(GraphCall call) => ODataQuery.Value(call, "search") is null && Given(call) is not null;

    /// <summary>The token of a link; null for a first call. Beside a token nothing else may stand: what was asked is in it.</summary>
    public static string? Given(GraphCall call)
    {
        var token = ODataQuery.Value(call, "skiptoken") ?? ODataQuery.Value(call, "deltatoken");
        if (token is not null && call.Query.Count > 1)
            throw ODataQuery.Bad("Query parameters other than the token cannot be given with a nextLink or deltaLink.");
        return token;
    }

    public static DeltaToken Check(string text, string folder, GraphRequest request)
    {
        var token = DeltaToken.Parse(text);
        if (token.Mailbox != request.Mailbox.Ids.Number || token.Folder != folder)
            throw ODataQuery.Bad("Badly formed token.");
        if (token.Epoch == request.Mailbox.EpochOf(folder) && token.Base >= request.Mailbox.Log(folder.Length == 0).Floor)
            return token;
        var (status, code) = request.Mailbox.Expiry;
        var expired = "The sync state is not found or has expired: start again without a token.";
        if (token.Epoch != request.Mailbox.EpochOf(folder) && code is not null)
            throw new GraphError(status ?? 400, code, expired);
        throw new GraphError(status ?? 410, "syncStateNotFound", expired) { Headers = new Dictionary<string, string> { ["Location"] = Fresh(request, token) } };
    }

    /// <summary>What the first call asked to be shown.</summary>
    public static ODataQuery Query(DeltaToken token)
    {
        var (properties, attachments) = ODataExpand.Read(token.Expand);
        var names = token.Select?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return new ODataQuery { Select = names is { Length: > 0 } ? names : null, ExtendedProperties = properties, Attachments = attachments };
    }

    public static GraphReply Page(GraphRequest request, IReadOnlyList<JsonNode> entries, DeltaToken next, bool more, string context)
    {
        var json = new JsonObject { ["@odata.context"] = context, ["value"] = new JsonArray([.. entries]) };
        if (more)
            json["@odata.nextLink"] = $"{request.Self}?$skiptoken={DeltaToken.Spell(next)}";
        else
            json["@odata.deltaLink"] = $"{request.Self}?$deltatoken={DeltaToken.Spell(next)}";
        return GraphReply.Json(json);
    }

    public static JsonObject Removed(string id) => new() { ["@removed"] = new JsonObject { ["reason"] = "deleted" }, ["id"] = id };

    private static string Fresh(GraphRequest request, DeltaToken token)
    {
        (string Name, string? Value)[] asked =
        [
            ("$select", token.Select),
            ("$filter", token.Filter),
            ("$orderby", token.NewestFirst ? "receivedDateTime desc" : null),
            ("$expand", token.Expand),
            ("changeType", token.ChangeType),
        ];
        var options = asked.Where(option => option.Value is not null).Select(option => $"{option.Name}={Uri.EscapeDataString(option.Value!)}");
        return string.Join('?', new[] { request.Self, string.Join('&', options) }.Where(part => part.Length > 0));
    }
}
