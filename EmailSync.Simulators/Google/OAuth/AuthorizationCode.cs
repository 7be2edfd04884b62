namespace EmailSync.Simulators.Google.OAuth;

internal sealed record AuthorizationCode(
    string Address, IReadOnlyList<string> Scopes, ConsentRequest Request, bool WithRefreshToken, DateTimeOffset ExpiresAt);
