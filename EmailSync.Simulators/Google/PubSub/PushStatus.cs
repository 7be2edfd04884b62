namespace EmailSync.Simulators.Google.PubSub;

/// <summary>
/// How the subscription stands: what waits, what of it could leave now, what is on its way, how many may be, and the present back-off.
/// </summary>
public sealed record PushStatus(int Waiting, int Ready, int Outstanding, int Window, TimeSpan Backoff);
