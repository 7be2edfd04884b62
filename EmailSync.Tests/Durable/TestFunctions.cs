using System.Collections.Concurrent;
using System.Text.Json;
using EmailSync.LocalHost.Durable;
using Microsoft.DurableTask;

namespace EmailSync.Tests.Durable;

/// <summary>Orchestrators and activities written inside a test. Payloads cross as JSON, as the host does it.</summary>
internal sealed class TestFunctions : IDurableFunctions
{
    private readonly Dictionary<string, Func<TaskOrchestrationContext, Task<object?>>> orchestrators = [];
    private readonly Dictionary<string, Func<string?, CancellationToken, Task<string?>>> activities = [];

    /// <summary>What activities did, in the order in which they ended.</summary>
    public ConcurrentQueue<string> Effects { get; } = new();

    public TestFunctions Orchestrator<T>(string name, Func<TaskOrchestrationContext, Task<T>> code)
    {
        orchestrators[name] = async context => await code(context);
        return this;
    }

    public TestFunctions Activity<TInput, TOutput>(string name, Func<TInput, CancellationToken, Task<TOutput>> code)
    {
        activities[name] = async (json, cancellationToken) =>
        {
            var input = json is null ? default : JsonSerializer.Deserialize<TInput>(json);
            var output = await code(input!, cancellationToken);
            Effects.Enqueue($"{name}({json})");
            return output is null ? null : JsonSerializer.Serialize(output);
        };
        return this;
    }

    public TestFunctions Activity<TInput, TOutput>(string name, Func<TInput, TOutput> code) =>
        Activity<TInput, TOutput>(name, (input, _) => Task.FromResult(code(input)));

    public bool HasOrchestrator(string name) => orchestrators.ContainsKey(name);

    public bool HasActivity(string name) => activities.ContainsKey(name);

    public Task<object?> RunOrchestratorAsync(string name, TaskOrchestrationContext context) => orchestrators[name](context);

    public Task<string?> RunActivityAsync(string name, string instanceId, string? inputJson, CancellationToken cancellationToken) =>
        activities[name](inputJson, cancellationToken);
}
