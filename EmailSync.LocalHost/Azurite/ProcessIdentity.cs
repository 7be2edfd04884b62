using System.Diagnostics;
using System.Globalization;

namespace EmailSync.LocalHost.Azurite;

/// <summary>
/// Tells whether a process noted earlier still lives: ids are used again, so its start counts too. On Linux the start is the machine's boot and
/// the ticks since then, which no change of the clock moves; elsewhere it is the time.
/// </summary>
internal static class ProcessIdentity
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    public static string Current => StartOf(Environment.ProcessId)
        ?? throw new InvalidOperationException("The start of this process cannot be read.");

    public static bool IsAlive(int pid, string start)
    {
        if (StartOf(pid) is not { } actual)
            return false;
        if (OperatingSystem.IsLinux())
            return actual == start;
        return TryParse(start, out var noted) && TryParse(actual, out var real) && (noted - real).Duration() <= Tolerance;
    }

    public static bool Exists(int pid) => StartOf(pid) is not null;

    private static string? StartOf(int pid)
    {
        try
        {
            return OperatingSystem.IsLinux() ? LinuxStart(pid) : PortableStart(pid);
        }
        catch (Exception e) when (e is IOException or ArgumentException or InvalidOperationException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? LinuxStart(int pid)
    {
        var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        // A process that ended and that its parent has not yet asked about is as dead as any.
        return fields[0] is "Z" or "X" ? null : $"{File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()}:{fields[19]}";
    }

    private static string PortableStart(int pid)
    {
        using var process = Process.GetProcessById(pid);
        return process.StartTime.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);
    }

    private static bool TryParse(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
}
