namespace EmailSync.Functions.Http.Contracts;

public sealed record TokenView(string Token, DateTimeOffset ExpiresAt, IReadOnlyList<string> Scopes)
{
    /// <summary>Never the token, wherever it is printed by mistake.</summary>
    public override string ToString() => $"until {ExpiresAt:O}";
}
