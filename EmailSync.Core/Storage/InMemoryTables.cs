using System.Collections.Concurrent;

namespace EmailSync.Core.Storage;

/// <summary>Tables for simulations at speed; they end with the process and are never used in production.</summary>
internal sealed class InMemoryTables : ITables
{
    private readonly ConcurrentDictionary<string, ITable> tables = new(StringComparer.Ordinal);

    public ITable this[string name] => tables.GetOrAdd(name, static _ => new InMemoryTable());

    public Task PingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
