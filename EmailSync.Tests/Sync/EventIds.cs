using EmailSync.Functions.Sync;
using Microsoft.Extensions.Logging;

namespace EmailSync.Tests.Sync;

/// <summary>Which events the starter logged, in their order.</summary>
internal sealed class EventIds : ILogger<OrchestrationStarter>
{
    public List<int> Ids { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Ids.Add(eventId.Id);
}
