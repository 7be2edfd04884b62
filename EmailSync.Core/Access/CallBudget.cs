namespace EmailSync.Core.Access;

/// <summary>
/// So many calls a minute, all of them at once if need be: the generic cell rate algorithm (ITU-T I.371), of which one time is all there is to keep.
/// </summary>
/// <param name="PerMinute">At least 1.</param>
public readonly record struct CallBudget(int PerMinute)
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private TimeSpan Each => TimeSpan.FromTicks(Window.Ticks / PerMinute);

    /// <param name="fullAt">When, as far as is known, all calls are free again; long ago for a caller that has not been seen.</param>
    /// <param name="now">The time of the call.</param>
    public CallGrant Draw(DateTimeOffset fullAt, DateTimeOffset now)
    {
        var from = fullAt > now ? fullAt : now;
        var next = from + Each;
        return next - now > Window
            ? new CallGrant(false, from, 0, next - Window)
            : new CallGrant(true, next, Math.Clamp((int)((Window - (next - now)) / Each), 0, PerMinute), null);
    }
}
