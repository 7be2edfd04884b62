using EmailSync.Benchmarks.Drivers;

namespace EmailSync.Benchmarks.Reports;

/// <summary>The functions process over the whole run.</summary>
internal sealed record MemoryFigures(double PeakWorkingSetMegabytes, double AllocatedMegabytes, IReadOnlyList<int> Collections, double PauseSeconds)
{
    private const double Megabyte = 1_000_000;

    public static MemoryFigures Of(HostProcessFigures process) => new(
        process.PeakWorkingSetBytes / Megabyte, process.AllocatedBytes / Megabyte, process.Collections, process.PauseSeconds);
}
