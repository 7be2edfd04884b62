using EmailSync.Benchmarks.Processes;

namespace EmailSync.Benchmarks.Reports;

/// <summary>Processor time per message, in milliseconds.</summary>
internal sealed record WorkFigures(double Functions, double Simulators, double Azurite)
{
    public static WorkFigures Of(ProcessorTimes times, int messages) => new(
        times.Functions.TotalMilliseconds / messages, times.Simulators.TotalMilliseconds / messages, times.Azurite.TotalMilliseconds / messages);
}
