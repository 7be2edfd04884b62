using Azure;
using Azure.Data.Tables;

namespace EmailSync.LocalHost.Timers;

/// <summary>Timer runs in a table, a row per timer. Each row has one writer: the timer's own loop.</summary>
internal sealed class TableTimerMonitor(TableServiceClient tables, string hubName) : ITimerMonitor
{
    private const string Partition = "timer";
    private readonly TableClient table = tables.GetTableClient(hubName + "Timers");

    public async Task<TimerState?> ReadAsync(string timer, CancellationToken cancellationToken)
    {
        var found = await ReadRowAsync(timer, cancellationToken);
        return found is null
            ? null
            : new TimerState(found.GetDateTimeOffset("Last"), found.GetDateTimeOffset("Next")!.Value, found.GetDateTimeOffset("LastUpdated")!.Value);
    }

    public async Task WriteAsync(string timer, TimerState state, CancellationToken cancellationToken)
    {
        var row = new TableEntity(Partition, timer) { ["Next"] = state.Next, ["LastUpdated"] = state.LastUpdated };
        if (state.Last is { } last)
            row["Last"] = last;
        try
        {
            await table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            await table.CreateIfNotExistsAsync(cancellationToken);
            await table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        }
    }

    private async Task<TableEntity?> ReadRowAsync(string timer, CancellationToken cancellationToken)
    {
        try
        {
            var found = await table.GetEntityIfExistsAsync<TableEntity>(Partition, timer, cancellationToken: cancellationToken);
            return found.HasValue ? found.Value : null;
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null; // The table itself is not there yet.
        }
    }
}
