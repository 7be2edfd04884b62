using System.Collections.Concurrent;
using System.Diagnostics;
using Azure;
using Azure.Data.Tables;

namespace EmailSync.LocalHost.Durable.Hub;

/// <summary>
/// The row that says which process owns the hub. A local owner is asked for by process id and start time, so a dead one is replaced at
/// once; one on another machine counts as dead when it has not renewed for a minute.
/// </summary>
internal sealed class HubLease(HubTable table, TimeProvider realTime)
{
    private static readonly TimeSpan StaleAfter = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StartTolerance = TimeSpan.FromSeconds(2);
    private static readonly ConcurrentDictionary<Guid, bool> OwnersHere = new();

    private readonly Guid owner = Guid.NewGuid();
    private ETag etag;

    /// <exception cref="HubOwnedException">A living process owns the hub.</exception>
    public async Task AcquireAsync(string hub, CancellationToken cancellationToken)
    {
        var row = await table.FindAsync(RowKeys.LeasePartition, RowKeys.Lease, cancellationToken);
        if (row is not null && IsAlive(row))
            throw new HubOwnedException(Held(hub, row));

        OwnersHere[owner] = true;
        try
        {
            etag = row is null
                ? await table.AddAsync(Describe(), cancellationToken)
                : await table.ReplaceAsync(Describe(), row.ETag, cancellationToken);
        }
        catch (Exception exception)
        {
            Forget();
            if (exception is RequestFailedException { Status: 409 or 412 } failed && !StorageFaults.IsDeletion(failed))
                throw new HubOwnedException($"Another process is starting on the task hub '{hub}' right now.", failed);

            throw;
        }
    }

    public async Task RenewAsync(CancellationToken cancellationToken) =>
        etag = await table.ReplaceAsync(Describe(), etag, cancellationToken);

    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        Forget();
        try
        {
            await table.DeleteAsync(RowKeys.LeasePartition, RowKeys.Lease, etag, cancellationToken);
        }
        catch (RequestFailedException gone) when (gone.Status is 404 or 412)
        {
            // Someone deleted the hub or took it over: there is nothing left to release.
        }
    }

    /// <summary>Stops counting as alive without touching the row, as a killed process would.</summary>
    public void Forget() => OwnersHere.TryRemove(owner, out _);

    private TableEntity Describe() => new(RowKeys.LeasePartition, RowKeys.Lease)
    {
        ["Owner"] = owner,
        ["Machine"] = Environment.MachineName,
        ["ProcessId"] = Environment.ProcessId,
        ["ProcessStarted"] = StartOf(Process.GetCurrentProcess()),
        ["RenewedAt"] = realTime.GetUtcNow(),
    };

    private bool IsAlive(TableEntity row)
    {
        if (row.GetString("Machine") != Environment.MachineName)
            return realTime.GetUtcNow() - row.GetDateTimeOffset("RenewedAt") < StaleAfter;

        if (row.GetInt32("ProcessId") == Environment.ProcessId && StartedAsSaid(Process.GetCurrentProcess(), row))
            return row.GetGuid("Owner") is { } id && OwnersHere.ContainsKey(id);

        try
        {
            using var process = Process.GetProcessById(row.GetInt32("ProcessId") ?? 0);
            return !process.HasExited && StartedAsSaid(process, row);
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static bool StartedAsSaid(Process process, TableEntity row) =>
        row.GetDateTimeOffset("ProcessStarted") is { } said && (StartOf(process) - said).Duration() < StartTolerance;

    private static DateTimeOffset StartOf(Process process) => new(process.StartTime.ToUniversalTime());

    private static string Held(string hub, TableEntity row) =>
        $"The task hub '{hub}' of this storage is owned by process {row.GetInt32("ProcessId")} on {row.GetString("Machine")}, which is running " +
        $"(last seen {row.GetDateTimeOffset("RenewedAt"):u}). Stop it, or use another storage.";
}
