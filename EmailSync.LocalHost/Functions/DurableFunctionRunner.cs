using System.Text.Json;
using EmailSync.LocalHost.Durable;
using Microsoft.DurableTask;

namespace EmailSync.LocalHost.Functions;

/// <summary>Runs orchestrators and activities for the durable engine, through the same middleware as every other function.</summary>
internal sealed class DurableFunctionRunner(FunctionCatalogue catalogue, Func<FunctionInvoker> invoker) : IDurableFunctions
{
    // What Durable Functions uses; converters come by attribute only.
    private static readonly JsonSerializerOptions json = new() { PropertyNameCaseInsensitive = true };

    public bool HasOrchestrator(string name) => catalogue.Find(name)?.Trigger is FunctionTrigger.Orchestration;

    public bool HasActivity(string name) => catalogue.Find(name)?.Trigger is FunctionTrigger.Activity;

    public async Task<object?> RunOrchestratorAsync(string name, TaskOrchestrationContext context)
    {
        var data = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["instanceId"] = context.InstanceId };
        await using var invocation = invoker().Begin(catalogue.Find(name)!, data, CancellationToken.None);
        return await invocation.RunAsync(context);
    }

    /// <returns>The result as JSON; null where the activity returns none.</returns>
    public async Task<string?> RunActivityAsync(string name, string instanceId, string? inputJson, CancellationToken cancellationToken)
    {
        var function = catalogue.Find(name)!;
        var input = inputJson is null ? Absent(function) : JsonSerializer.Deserialize(inputJson, function.TriggerType, json);
        var data = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["instanceId"] = instanceId };
        await using var invocation = invoker().Begin(function, data, cancellationToken);
        var result = await invocation.RunAsync(input);
        return result is null ? null : JsonSerializer.Serialize(result, result.GetType(), json);
    }

    private static object? Absent(FunctionEntry function) =>
        function.TriggerType is { IsValueType: true } type && Nullable.GetUnderlyingType(type) is null
            ? throw new FormatException($"Activity '{function.Name}' wants an input and got none.")
            : null;
}
