using EmailSync.LocalHost.Metrics;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace EmailSync.LocalHost.Functions;

/// <summary>Makes the invocations of every trigger alike: a DI scope, a context, the middleware in order, then the function.</summary>
internal sealed class FunctionInvoker(
    FunctionCatalogue catalogue,
    IReadOnlyList<Type> middleware,
    IServiceScopeFactory scopes,
    Func<DurableTaskClient?> durableClient,
    HostMeter? meter = null)
{
    private readonly Dictionary<FunctionEntry, Prepared> prepared = catalogue.Functions.ToDictionary(
        function => function,
        function => new Prepared(new HostFunctionDefinition(function), new FunctionMethod(function)));

    public FunctionInvocation Begin(
        FunctionEntry function, IReadOnlyDictionary<string, object?> bindingData, CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        var context = new HostFunctionContext(prepared[function].Definition, bindingData, scope.ServiceProvider, cancellationToken);
        return new FunctionInvocation(scope, context, trigger => RunAsync(function, context, trigger));
    }

    /// <returns>What the function returned; null where a middleware answered in its place.</returns>
    private async Task<object?> RunAsync(FunctionEntry function, HostFunctionContext context, object? trigger)
    {
        meter?.CountExecution(function.Name);
        object? result = null;
        FunctionExecutionDelegate next = async inner =>
            result = await prepared[function].Method.CallAsync(inner.InstanceServices, Arguments(function, inner, trigger));
        foreach (var type in middleware.Reverse())
        {
            var following = next;
            next = inner => ((IFunctionsWorkerMiddleware)inner.InstanceServices.GetRequiredService(type)).Invoke(inner, following);
        }

        await next(context);
        return result;
    }

    private object?[] Arguments(FunctionEntry function, FunctionContext context, object? trigger) =>
        [.. function.Arguments.Select(argument => argument.Kind switch
        {
            ArgumentKind.Trigger => trigger,
            ArgumentKind.HttpRequest => context.GetHttpContext()!.Request,
            ArgumentKind.FunctionContext => context,
            ArgumentKind.CancellationToken => context.CancellationToken,
            ArgumentKind.DurableClient => durableClient() ?? throw new InvalidOperationException("This host runs without storage, so it has no durable functions."),
            _ => FromBindingData(argument, context),
        })];

    private static object? FromBindingData(FunctionArgument argument, FunctionContext context)
    {
        if (context.BindingContext.BindingData.TryGetValue(argument.Name, out var value) && value is not null)
            return BindingDataConverter.Convert(argument.Name, value, argument.Type);
        if (argument.HasDefault)
            return argument.Default;
        return argument.Type.IsValueType && Nullable.GetUnderlyingType(argument.Type) is null
            ? throw new FormatException($"Parameter '{argument.Name}' has no value.")
            : null;
    }

    private sealed record Prepared(HostFunctionDefinition Definition, FunctionMethod Method);
}
