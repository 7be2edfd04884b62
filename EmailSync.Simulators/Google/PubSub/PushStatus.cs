namespace EmailSync.Simulators.Google.PubSub;

/// <summary>How the subscription stands: what waits, what is on its way, how many may be, and the present back-off.</summary>
public sealed record PushStatus(int Waiting, int Outstanding, int Window, TimeSpan Backoff);
