using System.Diagnostics.Metrics;

namespace EmailSync.Core.Storage;

/// <summary>Requests to storage by table and kind, as a metric: storage is billed by them, and a local store's time goes into them.</summary>
internal static class StorageOperations
{
    private static readonly Counter<long> Counter =
        EmailSyncMeter.Shared.CreateCounter<long>("emailsync.storage.operations", "{operation}", "Requests to Table and Blob Storage.");

    public static void Count(string table, string kind) =>
        Counter.Add(1, new KeyValuePair<string, object?>("table", table), new KeyValuePair<string, object?>("kind", kind));
}
