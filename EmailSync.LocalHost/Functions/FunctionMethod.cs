using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace EmailSync.LocalHost.Functions;

/// <summary>Calls a function's method on a new instance of its class and waits for what it returns.</summary>
internal sealed class FunctionMethod
{
    private readonly MethodInfo method;
    private readonly MethodInvoker invoker;
    private readonly ObjectFactory? create;
    private readonly PropertyInfo? result;
    private readonly MethodInfo? asTask;

    public FunctionMethod(FunctionEntry function)
    {
        method = function.Method;
        invoker = MethodInvoker.Create(method);
        create = method.IsStatic ? null : ActivatorUtilities.CreateFactory(function.DeclaringType, []);
        var returned = method.ReturnType;
        if (returned.IsGenericType && returned.GetGenericTypeDefinition() == typeof(ValueTask<>))
        {
            asTask = returned.GetMethod(nameof(ValueTask<>.AsTask));
            returned = asTask!.ReturnType;
        }

        if (returned.IsGenericType && returned.GetGenericTypeDefinition() == typeof(Task<>))
            result = returned.GetProperty(nameof(Task<>.Result));
    }

    public async Task<object?> CallAsync(IServiceProvider services, object?[] arguments)
    {
        var instance = create?.Invoke(services, null);
        try
        {
            return await FinishAsync(invoker.Invoke(instance, arguments.AsSpan()));
        }
        finally
        {
            if (instance is IAsyncDisposable asyncDisposable)
                await asyncDisposable.DisposeAsync();
            else
                (instance as IDisposable)?.Dispose();
        }
    }

    // Nothing here may leave the caller's context: orchestrators run on a context of their own.
    private async Task<object?> FinishAsync(object? returned)
    {
        if (asTask is not null)
            returned = asTask.Invoke(returned, null);
        if (returned is ValueTask plain)
            returned = plain.AsTask();
        if (returned is not Task task)
            return returned;
        await task;
        return result?.GetValue(task);
    }
}
