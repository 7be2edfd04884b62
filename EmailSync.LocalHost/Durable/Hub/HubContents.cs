using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using EmailSync.LocalHost.Durable.Instances;
using EmailSync.LocalHost.Durable.Turns;
using Microsoft.Extensions.Logging;

namespace EmailSync.LocalHost.Durable.Hub;

/// <summary>All that the table holds, read in one pass when the engine starts.</summary>
internal sealed class HubContents
{
    public List<InstanceState> Live { get; } = [];

    public List<(InstanceHead Head, ETag ETag)> Finished { get; } = [];

    public static async Task<HubContents> ReadAsync(HubTable table, ILogger logger, CancellationToken cancellationToken)
    {
        var contents = new HubContents();
        var leftovers = new List<(string Partition, List<string> Rows)>();
        var rows = new List<TableEntity>();
        await foreach (var row in table.ScanAsync(filter: null, cancellationToken))
        {
            if (rows.Count > 0 && rows[0].PartitionKey != row.PartitionKey)
                contents.Take(rows, leftovers, logger);

            rows.Add(row);
        }

        contents.Take(rows, leftovers, logger);
        foreach (var (partition, keys) in leftovers)
            await table.DeleteRowsAsync(partition, keys, cancellationToken);

        return contents;
    }

    private void Take(List<TableEntity> rows, List<(string Partition, List<string> Rows)> leftovers, ILogger logger)
    {
        var byKey = rows.ToDictionary(row => row.RowKey);
        rows.Clear();
        if (byKey.Count == 0 || byKey.ContainsKey(RowKeys.Lease))
            return;

        var partition = byKey.Values.First().PartitionKey;
        if (byKey.Remove(RowKeys.Head, out var headRow) && !Take(headRow, byKey))
        {
            logger.InstanceDamaged(partition);
            byKey.Add(RowKeys.Head, headRow);
        }

        if (byKey.Count > 0)
            leftovers.Add((partition, [.. byKey.Keys]));
    }

    /// <summary>Takes an instance with the rows that it points to and leaves the others; false where some are missing or unreadable.</summary>
    private bool Take(TableEntity headRow, Dictionary<string, TableEntity> others)
    {
        try
        {
            var head = InstanceHead.FromRow(headRow);
            var history = Texts(others, head.HistoryKeys()).ConvertAll(text => JsonSerializer.Deserialize(text, HistoryJson.Default.HistoryTurn)!);
            var outbox = Texts(others, head.OutboxKeys()).SelectMany(text => JsonSerializer.Deserialize(text, HistoryJson.Default.ListOutboxItem)!);
            var input = Texts(others, Enumerable.Range(0, head.InputRows).Select(row => RowKeys.Input(head.Execution, row)));
            var state = InstanceState.Restore(head with { Input = input.FirstOrDefault() ?? head.Input }, history, [.. outbox]);
            foreach (var key in head.HistoryKeys().Concat(head.RowsBesideHistory()))
                others.Remove(key);

            if (head.IsFinished && state.Outbox.Count == 0)
                Finished.Add((head, headRow.ETag));
            else
                Live.Add(state with { ETag = headRow.ETag });

            return true;
        }
        catch (Exception damaged) when (damaged is JsonException or InvalidDataException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            return false;
        }
    }

    private static List<string> Texts(Dictionary<string, TableEntity> rows, IEnumerable<string> keys) =>
        [.. TextRows.Join(keys.Select(key => rows[key]))];
}
