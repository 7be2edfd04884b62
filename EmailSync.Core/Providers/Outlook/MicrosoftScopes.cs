namespace EmailSync.Core.Providers.Outlook;

/// <summary>The permissions that are asked for. Pure.</summary>
internal static class MicrosoftScopes
{
    private const string Graph = "https://graph.microsoft.com/";

    public const string Asked = "openid profile email offline_access User.Read Mail.ReadWrite Mail.Send";

    /// <summary>For the page where an administrator approves: by their full names.</summary>
    public const string AskedOfAdministrator = "openid profile email offline_access " + Graph + "User.Read " + Graph + "Mail.ReadWrite " + Graph + "Mail.Send";

    // offline_access is not listed in answers; the refresh token shows it. openid and its kin show in the id token.
    private static readonly string[] needed = ["User.Read", "Mail.ReadWrite", "Mail.Send"];

    public static IReadOnlyList<string> Missing(string? granted)
    {
        var scopes = (granted ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(scope => scope.StartsWith(Graph, StringComparison.OrdinalIgnoreCase) ? scope[Graph.Length..] : scope)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. needed.Where(scope => !scopes.Contains(scope))];
    }
}
