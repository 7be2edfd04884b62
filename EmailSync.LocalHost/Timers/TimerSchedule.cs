using System.Globalization;
using NCrontab;

namespace EmailSync.LocalHost.Timers;

/// <summary>Reads schedules: six-field NCRONTAB expressions (seconds first, UTC) and "hh:mm:ss" intervals.</summary>
internal static class TimerSchedule
{
    private static readonly CrontabSchedule.ParseOptions withSeconds = new() { IncludingSeconds = true };

    /// <exception cref="FormatException">It is neither; the message says what is wrong.</exception>
    public static ITimerSchedule Parse(string schedule)
    {
        if (schedule.Contains(':', StringComparison.Ordinal))
        {
            if (!TimeSpan.TryParse(schedule, CultureInfo.InvariantCulture, out var interval) || interval <= TimeSpan.Zero)
                throw new FormatException($"'{schedule}' is not an interval hh:mm:ss greater than zero");
            return new Interval(interval);
        }

        var fields = schedule.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (fields.Length != 6)
            throw new FormatException($"'{schedule}' has {fields.Length} fields; an NCRONTAB expression has six: second minute hour day month weekday");
        var cron = CrontabSchedule.TryParse(string.Join(' ', fields), withSeconds)
            ?? throw new FormatException($"'{schedule}' is not an NCRONTAB expression");
        return new Cron(cron);
    }

    private sealed class Cron(CrontabSchedule schedule) : ITimerSchedule
    {
        public DateTimeOffset? NextAfter(DateTimeOffset time)
        {
            // NCrontab answers with its end when nothing matches before it (as "31 February" never does).
            var end = time.UtcDateTime.AddYears(10);
            var next = schedule.GetNextOccurrence(time.UtcDateTime, end);
            return next >= end ? null : new DateTimeOffset(DateTime.SpecifyKind(next, DateTimeKind.Utc));
        }
    }

    private sealed class Interval(TimeSpan interval) : ITimerSchedule
    {
        public DateTimeOffset? NextAfter(DateTimeOffset time) => time + interval;
    }
}
