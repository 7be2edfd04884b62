namespace EmailSync.Core.Access;

/// <summary>Scopes as the API writes them.</summary>
public static class ScopeNames
{
    private static readonly (string Name, TokenScopes Scope)[] names = [("read", TokenScopes.Read), ("send", TokenScopes.Send), ("mailbox", TokenScopes.Mailbox)];

    public static IReadOnlyList<string> Of(TokenScopes scopes) => [.. names.Where(n => scopes.HasFlag(n.Scope)).Select(n => n.Name)];

    /// <summary>Null for a word that names no scope.</summary>
    public static TokenScopes? Find(string? name) => names.Where(n => n.Name == name).Select(n => (TokenScopes?)n.Scope).FirstOrDefault();
}
