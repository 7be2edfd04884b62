using System.Text.RegularExpressions;
using EmailSync.LocalHost.Functions;
using Microsoft.Extensions.Configuration;

namespace EmailSync.LocalHost.Timers;

/// <summary>Reads and checks the schedules of all timer functions.</summary>
internal static partial class TimerFunctions
{
    // The real host does not monitor timers that fire more often than this: making up for a missed run would hardly come earlier.
    private static readonly TimeSpan shortestMonitored = TimeSpan.FromMinutes(1);

    /// <exception cref="StartupException">A schedule cannot be read or names a setting that is not there.</exception>
    public static IReadOnlyList<TimerFunction> Of(FunctionCatalogue catalogue, IConfiguration settings, DateTimeOffset now) =>
        [.. catalogue.With<FunctionTrigger.Timer>().Select(found => Read(found.Function, found.Trigger, settings, now))];

    private static TimerFunction Read(FunctionEntry function, FunctionTrigger.Timer trigger, IConfiguration settings, DateTimeOffset now)
    {
        var text = NamedSetting().Replace(trigger.Schedule, match => Setting(function, match.Groups[1].Value, settings));
        try
        {
            var schedule = TimerSchedule.Parse(text);
            return new TimerFunction(function, schedule, trigger.UseMonitor && !FiresWithin(schedule, now), trigger.RunOnStartup);
        }
        catch (FormatException exception)
        {
            throw new StartupException($"Function '{function.Name}': its schedule is not valid: {exception.Message}.", exception);
        }
    }

    private static string Setting(FunctionEntry function, string name, IConfiguration settings) =>
        settings[name.Replace("__", ":", StringComparison.Ordinal)] is { Length: > 0 } value
            ? value
            : throw new StartupException($"Function '{function.Name}': its schedule names the setting {name}, which is not set.");

    private static bool FiresWithin(ITimerSchedule schedule, DateTimeOffset now) =>
        schedule.NextAfter(now) is { } first && schedule.NextAfter(first) is { } second && second - first < shortestMonitored;

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex NamedSetting();
}
