namespace EmailSync.Core.Crm.Webhooks;

/// <summary>When what failed is tried again. Pure.</summary>
public static class WebhookWaits
{
    /// <summary>After this an event is set aside.</summary>
    public static readonly TimeSpan GivenUpAfter = TimeSpan.FromDays(3);

    /// <summary>A target that asks for more does not get it: it may have recovered long before.</summary>
    private static readonly TimeSpan longest = TimeSpan.FromHours(1);

    /// <summary>An address that is not allowed becomes another one when somebody changes it, and not by being asked.</summary>
    private static readonly TimeSpan afterNotAllowed = TimeSpan.FromMinutes(10);

    /// <summary>Of one event: half of the time already spent, at least 5 seconds, at most an hour; never earlier than the target asks.</summary>
    public static TimeSpan OfEvent(TimeSpan spent, WebhookAnswer answer) => Longer(Half(spent, longest), answer);

    /// <summary>Between two looks whether a target that failed is there again: at most a minute, which is what recovery goes unnoticed.</summary>
    public static TimeSpan OfProbe(TimeSpan spent, WebhookAnswer answer) => Longer(Half(spent, TimeSpan.FromMinutes(1)), answer);

    private static TimeSpan Half(TimeSpan spent, TimeSpan most) => TimeSpan.FromSeconds(Math.Clamp(spent.TotalSeconds / 2, 5, most.TotalSeconds));

    private static TimeSpan Longer(TimeSpan own, WebhookAnswer answer)
    {
        var asked = answer.RetryAfter is { } wait && wait < longest ? wait : answer.RetryAfter is null ? TimeSpan.Zero : longest;
        var least = answer.Error == WebhookAnswer.NotAllowed ? afterNotAllowed : TimeSpan.Zero;
        return TimeSpan.FromTicks(Math.Max(own.Ticks, Math.Max(asked.Ticks, least.Ticks)));
    }
}
