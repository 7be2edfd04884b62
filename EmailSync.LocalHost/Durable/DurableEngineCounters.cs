namespace EmailSync.LocalHost.Durable;

/// <summary>What the engine did since it was made. Safe to read at any time.</summary>
public sealed class DurableEngineCounters
{
    private long tableOperations;
    private long activitiesRun;
    private long orchestratorTurns;
    private long instancesStarted;
    private long instancesFinished;

    /// <summary>Requests to Table Storage; a transaction counts once.</summary>
    public long TableOperations => Interlocked.Read(ref tableOperations);

    public long ActivitiesRun => Interlocked.Read(ref activitiesRun);

    public long OrchestratorTurns => Interlocked.Read(ref orchestratorTurns);

    public long InstancesStarted => Interlocked.Read(ref instancesStarted);

    public long InstancesFinished => Interlocked.Read(ref instancesFinished);

    internal void CountTableOperation() => Interlocked.Increment(ref tableOperations);

    internal void CountActivity() => Interlocked.Increment(ref activitiesRun);

    internal void CountTurn() => Interlocked.Increment(ref orchestratorTurns);

    internal void CountStarted() => Interlocked.Increment(ref instancesStarted);

    internal void CountFinished() => Interlocked.Increment(ref instancesFinished);
}
