namespace EmailSync.Simulators.Calls;

/// <summary>A request that the provider, or this model of it, does not have.</summary>
public sealed record UnknownRequest(DateTimeOffset At, string Method, string Path);
