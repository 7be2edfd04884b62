namespace EmailSync.Simulators.Microsoft.OAuth;

/// <summary>The permissions that the simulated app registration knows, by their short names.</summary>
internal static class MicrosoftScopes
{
    public const string Resource = "https://graph.microsoft.com/";
    public const string OpenId = "openid";
    public const string OfflineAccess = "offline_access";

    private static readonly string[] identity = [OpenId, "profile", "email", OfflineAccess];

    // What ordinary users may not consent to under the managed default policy; sending and reading one's own profile stay free.
    private static readonly string[] restricted =
    [
        "Mail.ReadBasic", "Mail.Read", "Mail.ReadWrite", "Mail.Read.Shared", "Mail.ReadWrite.Shared", "MailboxSettings.Read", "MailboxSettings.ReadWrite",
    ];

    private static readonly string[] graph = [.. restricted, "User.Read", "Mail.Send", "Mail.Send.Shared"];

    public static IReadOnlyList<string> Graph => graph;

    /// <summary>The short name of a scope however it was written; null when the app has no such permission.</summary>
    public static string? Short(string scope)
    {
        var name = scope.StartsWith(Resource, StringComparison.OrdinalIgnoreCase) ? scope[Resource.Length..] : scope;
        return graph.Concat(name == scope ? identity : []).FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    public static bool IsIdentity(string scope) => identity.Contains(scope);

    public static bool NeedsAdmin(string scope) => restricted.Contains(scope);

    /// <summary>The granted scopes as a token answer writes them: offline_access shows as the refresh token alone.</summary>
    public static string Written(IEnumerable<string> scopes, bool fullNames) => string.Join(' ', scopes
        .Where(scope => scope != OfflineAccess)
        .Select(scope => fullNames && !IsIdentity(scope) ? Resource + scope : scope));

    /// <summary>Splits a scope parameter into short names; an unknown one is refused.</summary>
    public static IReadOnlyList<string> Parse(string? text)
    {
        var scopes = new List<string>();
        foreach (var written in (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = Short(written) ?? throw new OAuthError(
                400, "invalid_client", 650053, $"The application asked for scope '{written}' that doesn't exist on the resource.");
            if (!scopes.Contains(name))
                scopes.Add(name);
        }

        return scopes;
    }
}
