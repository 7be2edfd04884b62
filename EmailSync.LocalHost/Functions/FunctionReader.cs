using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace EmailSync.LocalHost.Functions;

/// <summary>Reads one function from its method, or says why it is none.</summary>
internal static partial class FunctionReader
{
    public static FunctionEntry Read(string name, MethodInfo method)
    {
        if (!ValidName().IsMatch(name))
            throw Fault(name, "the name must start with a letter and hold letters, digits, '_' and '-' only, 127 at most");
        if (!method.IsPublic || !method.DeclaringType!.IsVisible)
            throw Fault(name, $"{method.DeclaringType!.Name}.{method.Name} must be public, in a public class");
        if (method.ContainsGenericParameters)
            throw Fault(name, "a generic method cannot be a function");
        if (method is { IsStatic: false, DeclaringType.IsAbstract: true })
            throw Fault(name, $"its class {method.DeclaringType.Name} is abstract");
        if (method.ReturnType == typeof(void) && method.GetCustomAttribute<System.Runtime.CompilerServices.AsyncStateMachineAttribute>() is not null)
            throw Fault(name, "an async function must return a Task");

        var parameters = method.GetParameters();
        var triggers = parameters.Where(parameter => TriggerOf(parameter) is not null).ToList();
        if (triggers.Count != 1)
            throw Fault(name, triggers.Count == 0 ? "no parameter carries a trigger attribute" : "more than one parameter carries a trigger attribute");
        var trigger = Describe(name, triggers[0]);
        return new FunctionEntry(name, method, trigger, [.. parameters.Select(parameter => Argument(name, trigger, parameter))]);
    }

    private static FunctionTrigger Describe(string name, ParameterInfo parameter) => TriggerOf(parameter) switch
    {
        HttpTriggerAttribute http => new FunctionTrigger.Http(http.Route ?? name, [.. (http.Methods ?? []).Select(verb => verb.ToUpperInvariant())]),
        TimerTriggerAttribute timer => new FunctionTrigger.Timer(timer.Schedule, timer.UseMonitor, timer.RunOnStartup),
        OrchestrationTriggerAttribute => new FunctionTrigger.Orchestration(),
        ActivityTriggerAttribute => new FunctionTrigger.Activity(),
        var other => throw Fault(name, $"the local host does not know the trigger {other!.GetType().Name}"),
    };

    private static FunctionArgument Argument(string function, FunctionTrigger trigger, ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (type.IsByRef)
            throw Fault(function, $"parameter '{parameter.Name}' is passed by reference");
        var kind = TriggerOf(parameter) is not null
            ? TriggerKind(function, trigger, parameter)
            : Kind(trigger, parameter) ?? throw Fault(function, $"parameter '{parameter.Name}' has the type {type.Name}, which nothing can fill");
        return new FunctionArgument(parameter.Name!, type, kind, parameter.HasDefaultValue, parameter.HasDefaultValue ? parameter.DefaultValue : null);
    }

    private static ArgumentKind TriggerKind(string function, FunctionTrigger trigger, ParameterInfo parameter)
    {
        var wanted = trigger switch
        {
            FunctionTrigger.Http => typeof(HttpRequest),
            FunctionTrigger.Timer => typeof(TimerInfo),
            FunctionTrigger.Orchestration => typeof(TaskOrchestrationContext),
            _ => null,
        };
        if (wanted is not null && parameter.ParameterType != wanted)
            throw Fault(function, $"parameter '{parameter.Name}' with the trigger must be a {wanted.Name}, not a {parameter.ParameterType.Name}");
        return ArgumentKind.Trigger;
    }

    private static ArgumentKind? Kind(FunctionTrigger trigger, ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (parameter.GetCustomAttribute<DurableClientAttribute>() is not null)
            return type == typeof(DurableTaskClient) ? ArgumentKind.DurableClient : null;
        if (type == typeof(FunctionContext))
            return ArgumentKind.FunctionContext;
        if (type == typeof(CancellationToken))
            return ArgumentKind.CancellationToken;
        if (type == typeof(HttpRequest) && trigger is FunctionTrigger.Http)
            return ArgumentKind.HttpRequest;
        return trigger is FunctionTrigger.Http or FunctionTrigger.Activity && BindingDataConverter.Supports(type) ? ArgumentKind.BindingData : null;
    }

    private static TriggerBindingAttribute? TriggerOf(ParameterInfo parameter) =>
        parameter.GetCustomAttribute<TriggerBindingAttribute>();

    private static StartupException Fault(string function, string reason) => new($"Function '{function}': {reason}.");

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,126}$")]
    private static partial Regex ValidName();
}
