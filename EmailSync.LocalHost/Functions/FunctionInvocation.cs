using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace EmailSync.LocalHost.Functions;

/// <summary>One call of a function; its services live until it is disposed, so that results can still use them.</summary>
internal sealed class FunctionInvocation(AsyncServiceScope scope, FunctionContext context, Func<object?, Task<object?>> run) : IAsyncDisposable
{
    public FunctionContext Context { get; } = context;

    public Task<object?> RunAsync(object? trigger) => run(trigger);

    public ValueTask DisposeAsync() => scope.DisposeAsync();
}
