using Microsoft.DurableTask;

namespace EmailSync.LocalHost.Durable;

/// <summary>The orchestrators and activities that the engine runs, found by name.</summary>
public interface IDurableFunctions
{
    bool HasOrchestrator(string name);

    bool HasActivity(string name);

    /// <summary>
    /// Runs the orchestrator's code against <paramref name="context"/>. It is called again for every turn, on the turn's own thread, and must
    /// stay there: awaiting anything but the context's tasks on the way fails the instance.
    /// </summary>
    Task<object?> RunOrchestratorAsync(string name, TaskOrchestrationContext context);

    /// <summary>
    /// Reads <paramref name="inputJson"/> as the activity's parameter type, runs the activity in a scope of its own and returns its result as
    /// JSON, or null where it has none. May be called several times for one scheduled activity.
    /// </summary>
    Task<string?> RunActivityAsync(string name, string instanceId, string? inputJson, CancellationToken cancellationToken);
}
