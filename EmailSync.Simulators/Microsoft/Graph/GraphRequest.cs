using System.Text.Json;
using System.Text.Json.Nodes;

namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>A call to a mailbox that has passed authentication, with its parameters read strictly.</summary>
internal sealed record GraphRequest(GraphCall Call, GraphCaller Caller, IReadOnlyDictionary<string, string> Route, MicrosoftSettings Settings)
{
    public GraphMailbox Mailbox => Caller.Account.Mailbox;

    public Prefer Prefer { get; } = new(Call.Header("Prefer"));

    public string Root => $"{Call.BaseUrl.GetLeftPart(UriPartial.Authority)}{MicrosoftApi.Root}";

    /// <summary>The path of this call as it was called, absolute.</summary>
    public string Self => Call.BaseUrl.GetLeftPart(UriPartial.Authority) + Call.Path;

    public string Context(string entity) => $"{Root}/$metadata#users('{Caller.Account.ObjectId}')/{entity}";

    public string Id(MessageItem item) => Prefer.ImmutableIds ? item.ImmutableId : item.Id;

    /// <summary>The item of the route; its If-Match must hold.</summary>
    public MessageItem Item()
    {
        var item = Mailbox.Item(Route["id"]);
        if (Route.TryGetValue("folder", out var folder) && item.FolderId != Mailbox.Folder(folder).Id)
            throw new GraphError(404, "ErrorItemNotFound", "The specified object was not found in the store.");
        if (Call.Header("If-Match") is { Length: > 0 } etag && etag != "*" && Call.Method != "GET" && etag.Trim() != item.ETag)
        {
            throw new GraphError(
                412, "ErrorIrresolvableConflict", "The change key passed in the request does not match the current change key for the item.");
        }

        return item;
    }

    /// <summary>The folder of the route; null for the whole mailbox.</summary>
    public GraphFolder? FolderOrAll => Route.TryGetValue("folder", out var folder) ? Mailbox.Folder(folder) : null;

    /// <summary>The JSON body; members that the call does not have are refused.</summary>
    public JsonObject Body(params string[] allowed)
    {
        if (Call.MediaType != "application/json")
            throw new GraphError(415, "UnsupportedMediaType", "The request body must be application/json.");
        var json = Parse(Call.Body);
        JsonFields.Check(json, allowed);
        return json;
    }

    public static JsonObject Parse(byte[] body)
    {
        try
        {
            if (body.Length == 0)
                return [];
            if (JsonNode.Parse(body) is JsonObject json)
                return json;
        }
        catch (JsonException)
        {
            throw ODataQuery.Bad("Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.");
        }

        throw ODataQuery.Bad("Empty Payload. JSON content expected.");
    }
}
