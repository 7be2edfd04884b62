using EmailSync.Simulators;
using Microsoft.Extensions.Logging;

namespace EmailSync.LocalHost.Timeline;

/// <summary>Writes what happens in the simulated world to the log, without the addresses: logs hold none.</summary>
internal sealed partial class SimulatorLog(ILogger<SimulatorLog> logger) : ISimulatorEvents
{
    public void Happened(SimulatorEvent happening)
    {
        var level = happening.Kind == SimulatorEventKind.UnknownRequest ? LogLevel.Error : LogLevel.Information;
        Log(level, happening.Kind, happening.Detail);
    }

    [LoggerMessage(EventId = 9202, EventName = "Simulated", Message = "Simulated world: {Kind} ({Detail})")]
    private partial void Log(LogLevel level, SimulatorEventKind kind, string detail);
}
