namespace EmailSync.Core.Providers.Gmail;

/// <summary>The permissions that are asked for; each can be unticked on Google's page (R1). Pure.</summary>
internal static class GoogleScopes
{
    private const string Modify = "https://www.googleapis.com/auth/gmail.modify";

    public const string Asked = "openid email " + Modify;

    // Google answers with its own long name where "email" was asked for.
    private static readonly (string Name, string[] Spellings)[] needed =
    [
        ("openid", ["openid"]),
        ("email", ["email", "https://www.googleapis.com/auth/userinfo.email"]),
        ("gmail.modify", [Modify, "https://mail.google.com/"]),
    ];

    public static IReadOnlyList<string> Missing(string? granted)
    {
        var scopes = (granted ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return [.. needed.Where(scope => !scope.Spellings.Any(spelling => scopes.Contains(spelling, StringComparer.Ordinal))).Select(scope => scope.Name)];
    }
}
