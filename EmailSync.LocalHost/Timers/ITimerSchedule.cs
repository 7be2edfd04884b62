namespace EmailSync.LocalHost.Timers;

/// <summary>When a timer fires.</summary>
internal interface ITimerSchedule
{
    /// <summary>The first time after the given one, in UTC; null when there is none any more.</summary>
    DateTimeOffset? NextAfter(DateTimeOffset time);
}
