using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EmailSync.Core.Directory;
using EmailSync.Functions.Http;

namespace EmailSync.Functions.OpenApi;

/// <summary>What an operation reads beside its body: of its path, its query and its headers.</summary>
internal static partial class ApiParameters
{
    private static readonly Dictionary<string, string> crmIds = new(StringComparer.Ordinal)
    {
        ["loc"] = "The location.",
        ["user"] = "The user.",
        ["contact"] = "The contact.",
    };

    public static JsonArray Of(ApiOperation operation)
    {
        var all = new JsonArray();
        foreach (Match part in RouteParameter().Matches(operation.Route))
            all.Add(InPath(part.Groups[1].Value));
        foreach (var query in operation.Each<QueryAttribute>())
            all.Add(Parameter("query", query.Name, query.Description, query.Required, Schema(query)));
        if (operation.Get<PagedAttribute>() is not null)
        {
            all.Add(Parameter("query", "limit", "Items of a page.", false, new JsonObject
            {
                ["type"] = "integer",
                ["minimum"] = 1,
                ["maximum"] = RequestLimits.MaxPageSize,
                ["default"] = RequestLimits.PageSize,
            }));
            all.Add(Parameter("query", "cursor", "The nextCursor of an earlier answer.", false, new JsonObject { ["type"] = "string" }));
        }
        foreach (var header in operation.Each<TakesHeaderAttribute>())
            all.Add(Parameter("header", header.Name, header.Description, header.Required, new JsonObject { ["type"] = "string" }));
        if (operation.Get<ActsAsUserAttribute>() is not null)
            all.Add(Parameter("header", ActingUser.Header, "R3: with a key, act as this user; without it as administrator.", false, CrmIdSchema()));
        return all;
    }

    private static JsonObject InPath(string name) => crmIds.TryGetValue(name, out var what)
        ? Parameter("path", name, what, true, CrmIdSchema())
        : Parameter("path", name, name == "provider" ? "gmail or outlook." : "As an earlier answer gave it.", true, new JsonObject { ["type"] = "string" });

    private static JsonObject CrmIdSchema() => new()
    {
        ["type"] = "string",
        ["minLength"] = 1,
        ["maxLength"] = CrmId.MaxLength,
        ["pattern"] = "^[A-Za-z0-9._:~@+-]+$",
    };

    private static JsonObject Schema(QueryAttribute query)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (query.Format is { } format)
            schema["format"] = format;
        if (query.Values.Length > 0)
            schema["enum"] = new JsonArray([.. query.Values.Select(word => (JsonNode)word)]);
        return schema;
    }

    private static JsonObject Parameter(string place, string name, string description, bool required, JsonObject schema)
    {
        var parameter = new JsonObject { ["name"] = name, ["in"] = place, ["description"] = description };
        if (required)
            parameter["required"] = true;
        parameter["schema"] = schema;
        return parameter;
    }

    [GeneratedRegex(@"\{([a-z]+)\}")]
    private static partial Regex RouteParameter();
}
