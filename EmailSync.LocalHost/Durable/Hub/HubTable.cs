using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace EmailSync.LocalHost.Durable.Hub;

/// <summary>The hub's table. Counts what it asks of it; retries and the meaning of a failure are its caller's.</summary>
internal sealed class HubTable(TableServiceClient service, string name, DurableEngineCounters counters)
{
    // The service takes 100 rows and 4 MiB in one transaction.
    private const int MaxRows = 100;
    private const int MaxBytes = 3 * 1024 * 1024;

    private readonly TableClient table = service.GetTableClient(name);

    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        counters.CountTableOperation();
        await service.CreateTableIfNotExistsAsync(name, cancellationToken);
    }

    public async Task<TableEntity?> FindAsync(string partition, string row, CancellationToken cancellationToken)
    {
        counters.CountTableOperation();
        var found = await table.GetEntityIfExistsAsync<TableEntity>(partition, row, cancellationToken: cancellationToken);
        return found.HasValue ? found.Value : null;
    }

    public async Task<ETag> AddAsync(TableEntity row, CancellationToken cancellationToken)
    {
        counters.CountTableOperation();
        var response = await table.AddEntityAsync(row, cancellationToken);
        return response.Headers.ETag!.Value;
    }

    public async Task<ETag> ReplaceAsync(TableEntity row, ETag expected, CancellationToken cancellationToken)
    {
        counters.CountTableOperation();
        var response = await table.UpdateEntityAsync(row, expected, TableUpdateMode.Replace, cancellationToken);
        return response.Headers.ETag!.Value;
    }

    /// <summary>The first heads in id order that match; none where the table is gone.</summary>
    public async Task<List<InstanceHead>> ListAsync(
        string? after, string? prefix, Func<InstanceHead, bool> matches, int count, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter(
            $"RowKey eq {RowKeys.Head} and PartitionKey gt {after ?? string.Empty} and PartitionKey ge {prefix ?? string.Empty}");
        var heads = new List<InstanceHead>();
        try
        {
            await foreach (var row in ScanAsync(filter, cancellationToken))
            {
                var head = InstanceHead.FromRow(row);
                if (prefix is not null && !head.Id.StartsWith(prefix, StringComparison.Ordinal))
                    break;

                if (matches(head))
                    heads.Add(head);

                if (heads.Count == count)
                    break;
            }
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            return [];
        }

        return heads;
    }

    /// <summary>Reads a head, on request with the payloads that stand beside it.</summary>
    public async Task<InstanceHead?> ReadAsync(string id, bool withPayloads, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, RowKeys.Head, cancellationToken) is not { } row)
            return null;

        var head = InstanceHead.FromRow(row);
        return !withPayloads ? head : head with
        {
            Input = await ReadTextAsync(id, head.InputRows, at => RowKeys.Input(head.Execution, at), cancellationToken) ?? head.Input,
            Output = await ReadTextAsync(id, head.OutputRows, at => RowKeys.Output(head.Execution, at), cancellationToken) ?? head.Output,
        };
    }

    /// <summary>Deletes a finished instance, unless its head changed meanwhile: then it was started again, or is gone.</summary>
    public async Task<bool> PurgeAsync(InstanceHead head, ETag expected, CancellationToken cancellationToken)
    {
        var deletions = head.RowsBesideHistory().Prepend(RowKeys.Head).Select((row, index) => new TableTransactionAction(
            TableTransactionActionType.Delete, new TableEntity(head.Id, row), index == 0 ? expected : ETag.All));
        try
        {
            await SubmitAsync([.. deletions], cancellationToken);
            return true;
        }
        catch (RequestFailedException changed) when (
            changed.Status == 412 || (changed.Status == 404 && changed.ErrorCode != TableErrorCode.TableNotFound))
        {
            return false;
        }
    }

    public async Task DeleteAsync(string partition, string row, ETag expected, CancellationToken cancellationToken)
    {
        counters.CountTableOperation();
        await table.DeleteEntityAsync(partition, row, expected, cancellationToken);
    }

    /// <summary>Every row of the table in key order; heads come before the other rows of their partition.</summary>
    public async IAsyncEnumerable<TableEntity> ScanAsync(
        string? filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken).AsPages())
        {
            counters.CountTableOperation();
            foreach (var row in page.Values)
                yield return row;
        }
    }

    /// <summary>
    /// Writes a step. Rows that do not fit beside the head go first, where nothing points to them yet; obsolete ones that do not fit go
    /// last, where nothing points to them any more. So the step happens with the head or not at all.
    /// </summary>
    public async Task<ETag> CommitAsync(HubCommit commit, CancellationToken cancellationToken)
    {
        var partition = commit.Head.PartitionKey;
        var ahead = commit.Rows.ConvertAll(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row));
        var beside = TakeLast(ahead, MaxBytes - TextRows.RequestSize(commit.Head), MaxRows - 1);
        foreach (var chunk in Chunk(ahead))
            await SubmitAsync(chunk, cancellationToken);

        var deletions = commit.Obsolete.ConvertAll(row =>
            new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(partition, row), ETag.All));
        var fitting = Math.Min(deletions.Count, MaxRows - 1 - beside.Count);
        var head = commit.Expected is { } expected
            ? new TableTransactionAction(TableTransactionActionType.UpdateMerge, commit.Head, expected)
            : new TableTransactionAction(TableTransactionActionType.UpsertReplace, commit.Head);
        var etag = await SubmitAsync([head, .. beside, .. deletions.Take(fitting)], cancellationToken);
        foreach (var chunk in deletions.Skip(fitting).Chunk(MaxRows))
            await SubmitAsync([.. chunk], cancellationToken);

        return etag;
    }

    /// <summary>Deletes rows in as few transactions as it takes; all are of one partition.</summary>
    public async Task DeleteRowsAsync(string partition, IEnumerable<string> rows, CancellationToken cancellationToken)
    {
        foreach (var chunk in rows.Chunk(MaxRows))
        {
            await SubmitAsync(
                [.. chunk.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(partition, row), ETag.All))],
                cancellationToken);
        }
    }

    public async Task<ETag> SubmitAsync(List<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        counters.CountTableOperation();
        var response = await table.SubmitTransactionAsync(actions, cancellationToken);
        return response.Value[0].Headers.ETag ?? default;
    }

    private async Task<string?> ReadTextAsync(string partition, int rows, Func<int, string> key, CancellationToken cancellationToken)
    {
        var found = new List<TableEntity>();
        for (var at = 0; at < rows; at++)
        {
            if (await FindAsync(partition, key(at), cancellationToken) is { } row)
                found.Add(row);
        }

        // Fewer rows than the head names: the instance moved on between the reads, and this payload with it.
        return found.Count == rows ? TextRows.Join(found).FirstOrDefault() : null;
    }

    private static List<TableTransactionAction> TakeLast(List<TableTransactionAction> actions, int bytes, int rows)
    {
        var start = actions.Count;
        while (start > 0 && actions.Count - start < rows && bytes >= Size(actions[start - 1]))
            bytes -= Size(actions[--start]);

        var taken = actions[start..];
        actions.RemoveRange(start, actions.Count - start);
        return taken;
    }

    private static IEnumerable<List<TableTransactionAction>> Chunk(List<TableTransactionAction> actions)
    {
        while (actions.Count > 0)
            yield return TakeLast(actions, MaxBytes, MaxRows);
    }

    private static int Size(TableTransactionAction action) => TextRows.RequestSize((TableEntity)action.Entity);
}
