namespace EmailSync.Simulators.Microsoft;

/// <summary>Who calls Graph: the signed-in account, the app it signed in to, and what was granted.</summary>
internal sealed record GraphCaller(MicrosoftAccount Account, string ClientId, IReadOnlySet<string> Scopes);
