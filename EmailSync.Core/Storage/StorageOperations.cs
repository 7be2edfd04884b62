using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace EmailSync.Core.Storage;

/// <summary>
/// Requests to storage by table and kind: storage is billed by them, and Azurite's time goes into them.
/// A metric for exporters, and counts since the process started for a load report.
/// </summary>
internal static class StorageOperations
{
    public const string MeterName = "EmailSync.Storage";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Counter =
        Meter.CreateCounter<long>("emailsync.storage.operations", "{operation}", "Requests to Table and Blob Storage.");
    private static readonly ConcurrentDictionary<(string Table, string Kind), StrongBox> Counts = new();

    public static void Count(string table, string kind)
    {
        Interlocked.Increment(ref Counts.GetOrAdd((table, kind), static _ => new StrongBox()).Value);
        Counter.Add(1, new KeyValuePair<string, object?>("table", table), new KeyValuePair<string, object?>("kind", kind));
    }

    public static IReadOnlyDictionary<(string Table, string Kind), long> Snapshot() =>
        Counts.ToDictionary(count => count.Key, count => Interlocked.Read(ref count.Value.Value));

    private sealed class StrongBox
    {
        public long Value;
    }
}
