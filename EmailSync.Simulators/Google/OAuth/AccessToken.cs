using EmailSync.Simulators.Google.Gmail;

namespace EmailSync.Simulators.Google.OAuth;

internal sealed record AccessToken(string Address, IReadOnlyList<string> Scopes, GmailScopes Gmail, string? RefreshToken, DateTimeOffset ExpiresAt);
