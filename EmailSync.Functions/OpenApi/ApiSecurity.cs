using System.Text.Json.Nodes;
using EmailSync.Core.Access;
using EmailSync.Functions.Http;

namespace EmailSync.Functions.OpenApi;

/// <summary>With what an operation may be called, from its <see cref="ReachesAttribute"/>.</summary>
internal static class ApiSecurity
{
    private const string Installation = "installationKey";
    private const string Location = "locationKey";
    private const string User = "userToken";

    public static JsonObject Schemes() => new()
    {
        [Installation] = Bearer("The setting EmailSync__ApiKey: reaches everything."),
        [Location] = Bearer("esk_…, made by createKey: reaches its own location."),
        [User] = Bearer("eut_…, made by issueToken: acts as one user, within its scopes (read, send, mailbox), for an hour at most."),
    };

    /// <summary>Each by itself will do.</summary>
    public static JsonArray Of(ApiOperation operation)
    {
        if (ReachOf(operation) is not { } reach)
            return [];
        var ways = new JsonArray(With(Installation));
        if (reach != Reach.Installation)
            ways.Add(With(Location));
        if (ScopeOf(reach) is { } scope)
            ways.Add(With(User, scope));
        return ways;
    }

    /// <summary>Codes of 403.</summary>
    public static IEnumerable<string> RefusalsOf(Reach reach) => reach switch
    {
        Reach.Installation => ["installation_key_required", "administrator_required", "not_your_mailbox"],
        Reach.Administration => ["administrator_required", "not_your_mailbox"],
        _ => ["missing_scope", "not_your_mailbox"],
    };

    /// <summary>Null where no key is taken.</summary>
    public static Reach? ReachOf(ApiOperation operation) =>
        operation.NeedsKey ? operation.Get<ReachesAttribute>()?.Reach ?? Reach.Installation : null;

    private static string? ScopeOf(Reach reach) => reach switch
    {
        Reach.Read => "read",
        Reach.Send => "send",
        Reach.Mailbox => "mailbox",
        _ => null,
    };

    private static JsonObject With(string scheme, params string[] scopes) => new() { [scheme] = new JsonArray([.. scopes.Select(s => (JsonNode)s)]) };

    private static JsonObject Bearer(string description) => new() { ["type"] = "http", ["scheme"] = "bearer", ["description"] = description };
}
