using System.Text.Json.Nodes;

namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>The person behind a mailbox, and the translation of ids.</summary>
internal static class UserCalls
{
    private const int MaxIds = 1_000;
    private static readonly string[] usual =
        [
            "businessPhones", "displayName", "givenName", "jobTitle", "mail", "mobilePhone", "officeLocation", "preferredLanguage", "surname",
            "userPrincipalName", "id",
        ];

    private static readonly string[] more = ["proxyAddresses", "otherMails", "accountEnabled", "userType"];

    public static GraphReply Get(GraphRequest request)
    {
        var select = ODataQuery.Read(request.Call, "select").Select;
        if (select?.FirstOrDefault(name => !usual.Concat(more).Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw ODataQuery.Bad($"Parsing OData Select and Expand failed: Could not find a property named '{unknown}' on type 'microsoft.graph.user'.");
        var json = new JsonObject { ["@odata.context"] = $"{request.Root}/$metadata#users/$entity" };
        foreach (var name in usual.Concat(more).Where(name => (select ?? usual).Contains(name, StringComparer.OrdinalIgnoreCase)))
            json[name] = Value(name, request.Caller.Account);
        return GraphReply.Json(json);
    }

    public static GraphReply TranslateIds(GraphRequest request)
    {
        var body = request.Body("inputIds", "sourceIdType", "targetIdType");
        var inputs = JsonFields.Texts(body, "inputIds") ?? throw ODataQuery.Bad("The property 'inputIds' is required.");
        if (inputs.Count > MaxIds)
            throw ODataQuery.Bad($"At most {MaxIds} ids can be translated at once.");
        var source = Kind(JsonFields.RequiredText(body, "sourceIdType"));
        var target = Kind(JsonFields.RequiredText(body, "targetIdType"));
        return request.Mailbox.Read(() => GraphReply.Json(new JsonObject
        {
            ["@odata.context"] = $"{request.Root}/$metadata#Collection(microsoft.graph.convertIdResult)",
            ["value"] = new JsonArray([.. inputs.Select(id => Translated(request.Mailbox, id, source, target))]),
        }));
    }

    private static JsonObject Translated(GraphMailbox mailbox, string id, bool fromImmutable, bool toImmutable)
    {
        var json = new JsonObject { ["sourceId"] = id };
        var item = mailbox.TryItem(id);
        if (item is not null && id == (fromImmutable ? item.ImmutableId : item.Id))
            json["targetId"] = toImmutable ? item.ImmutableId : item.Id;
        else
            json["errorDetails"] = new JsonObject { ["code"] = "ErrorInvalidIdMalformed", ["message"] = "Id is malformed or unknown." };
        return json;
    }

    /// <summary>Whether a kind of id is the immutable one.</summary>
    private static bool Kind(string name) => name switch
    {
        "restId" => false,
        "restImmutableEntryId" => true,
        _ => throw ODataQuery.Bad($"Ids of the kind '{name}' cannot be translated here."),
    };

    private static JsonNode? Value(string name, MicrosoftAccount account)
    {
        var work = account.Type == MicrosoftAccountType.Work;
        return name switch
        {
            "businessPhones" or "otherMails" => new JsonArray(),
            "displayName" => account.DisplayName,
            // A personal account names its address as the principal name only.
            "mail" => work ? account.Address : null,
            "userPrincipalName" => account.Address,
            "id" => account.ObjectId,
            "proxyAddresses" => work
                ? ItemJson.Texts([$"SMTP:{account.Address}", .. account.Mailbox.ProxyAddresses.Select(address => $"smtp:{address}")])
                : new JsonArray(),
            "accountEnabled" => true,
            "userType" => "Member",
            _ => null,
        };
    }
}
