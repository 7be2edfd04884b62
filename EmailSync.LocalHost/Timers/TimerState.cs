namespace EmailSync.LocalHost.Timers;

/// <param name="Last">The last run; null before the first.</param>
/// <param name="LastUpdated">When this was noted.</param>
internal sealed record TimerState(DateTimeOffset? Last, DateTimeOffset Next, DateTimeOffset LastUpdated);
