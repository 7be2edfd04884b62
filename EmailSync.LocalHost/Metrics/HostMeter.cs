using System.Diagnostics.Metrics;
using EmailSync.LocalHost.Durable;

namespace EmailSync.LocalHost.Metrics;

/// <summary>The local host's meter: what functions and durable engine do, which in Azure the platform counts.</summary>
internal sealed class HostMeter(IMeterFactory meters)
{
    public const string Name = "EmailSync.LocalHost";

    /// <summary>The meter of the functions and of what they call.</summary>
    public const string Product = "EmailSync";

    private readonly Meter meter = meters.Create(Name);
    private readonly Counter<long> executions =
        meters.Create(Name).CreateCounter<long>("emailsync.host.executions", "{execution}", "Functions run; an orchestrator once for each turn.");

    public void CountExecution(string function) => executions.Add(1, new KeyValuePair<string, object?>("function", function));

    public void Observe(DurableEngineCounters engine)
    {
        meter.CreateObservableCounter("emailsync.host.durable.storage", () => engine.TableOperations, "{operation}", "Requests of the durable engine to Table Storage.");
        meter.CreateObservableCounter("emailsync.host.durable.turns", () => engine.OrchestratorTurns, "{turn}", "Turns of orchestrators.");
        meter.CreateObservableCounter("emailsync.host.durable.activities", () => engine.ActivitiesRun, "{activity}", "Activities run.");
        meter.CreateObservableCounter("emailsync.host.durable.started", () => engine.InstancesStarted, "{instance}", "Orchestrations started.");
    }
}
