using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace EmailSync.Core.Storage;

internal sealed class AzureTable(string name, TableClient client) : ITable
{
    public async Task<Row?> GetAsync(string partitionKey, string rowKey, CancellationToken cancellationToken)
    {
        RowRules.CheckKey(partitionKey);
        RowRules.CheckKey(rowKey);
        var entity = await FindAsync(partitionKey, rowKey, cancellationToken);
        return entity is null ? null : TableEntityMapper.ToRow(entity);
    }

    public Task<string?> InsertAsync(Row row, CancellationToken cancellationToken) =>
        WriteAsync("insert", row, entity => client.AddEntityAsync(entity, cancellationToken), cancellationToken);

    public Task<string?> ReplaceAsync(Row row, string etag, CancellationToken cancellationToken)
    {
        RowRules.CheckETag(etag);
        return WriteAsync("replace", row,
            entity => client.UpdateEntityAsync(entity, new ETag(etag), TableUpdateMode.Replace, cancellationToken), cancellationToken);
    }

    public async Task<string> UpsertAsync(Row row, CancellationToken cancellationToken) =>
        await WriteAsync("upsert", row, entity => client.UpsertEntityAsync(entity, TableUpdateMode.Replace, cancellationToken), cancellationToken)
        ?? throw new InvalidOperationException($"Table {name} refused an unconditional write.");

    public async Task<bool> DeleteAsync(string partitionKey, string rowKey, string? etag, CancellationToken cancellationToken)
    {
        RowRules.CheckKey(partitionKey);
        RowRules.CheckKey(rowKey);
        if (etag is not null)
            RowRules.CheckETag(etag);
        StorageOperations.Count(name, "delete");
        try
        {
            await client.DeleteEntityAsync(partitionKey, rowKey, etag is null ? ETag.All : new ETag(etag), cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return true;
        }
        catch (RequestFailedException e) when (e.Status == 412)
        {
            return false;
        }
    }

    public async Task<bool> TransactAsync(IReadOnlyList<RowOperation> operations, CancellationToken cancellationToken)
    {
        RowRules.Check(operations);
        var writeId = NewWriteId();
        var actions = operations.Select(operation => ToAction(operation, writeId)).ToList();
        try
        {
            await CreatingTableAsync(async () =>
            {
                StorageOperations.Count(name, "transaction");
                return await client.SubmitTransactionAsync(actions, cancellationToken);
            }, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            return await WasOursAsync(operations, writeId, cancellationToken);
        }
    }

    public IAsyncEnumerable<Row> QueryAsync(string partitionKey, string? from, string? before, CancellationToken cancellationToken)
    {
        RowRules.CheckKey(partitionKey);
        return PagesAsync(Filter(partitionKey, from, before), cancellationToken);
    }

    public IAsyncEnumerable<Row> ScanAsync(string rowKey, string? after, CancellationToken cancellationToken)
    {
        RowRules.CheckKey(rowKey);
        return PagesAsync(
            after is null
                ? TableClient.CreateQueryFilter($"RowKey eq {rowKey}")
                : TableClient.CreateQueryFilter($"PartitionKey gt {after} and RowKey eq {rowKey}"),
            cancellationToken);
    }

    private async IAsyncEnumerable<Row> PagesAsync(string filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var pages = client.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)
            .AsPages().GetAsyncEnumerator(cancellationToken);
        var more = true;
        while (more && await NextAsync(pages))
        {
            // The last page says that it is; the library would say so once more, without a request.
            more = !string.IsNullOrEmpty(pages.Current.ContinuationToken);
            foreach (var entity in pages.Current.Values)
                yield return TableEntityMapper.ToRow(entity);
        }
    }

    private async Task<bool> NextAsync(IAsyncEnumerator<Page<TableEntity>> pages)
    {
        StorageOperations.Count(name, "query");
        try
        {
            return await pages.MoveNextAsync();
        }
        catch (RequestFailedException e) when (IsTableMissing(e))
        {
            return false;
        }
    }

    private static string Filter(string partitionKey, string? from, string? before) => (from, before) switch
    {
        (null, null) => TableClient.CreateQueryFilter($"PartitionKey eq {partitionKey}"),
        (_, null) => TableClient.CreateQueryFilter($"PartitionKey eq {partitionKey} and RowKey ge {from}"),
        (null, _) => TableClient.CreateQueryFilter($"PartitionKey eq {partitionKey} and RowKey lt {before}"),
        _ => TableClient.CreateQueryFilter($"PartitionKey eq {partitionKey} and RowKey ge {from} and RowKey lt {before}"),
    };

    private async Task<string?> WriteAsync(string kind, Row row, Func<TableEntity, Task<Response>> write, CancellationToken cancellationToken)
    {
        RowRules.Check(row);
        var writeId = NewWriteId();
        var entity = TableEntityMapper.ToEntity(row, writeId);
        try
        {
            var response = await CreatingTableAsync(() =>
            {
                StorageOperations.Count(name, kind);
                return write(entity);
            }, cancellationToken);
            return response.Headers.ETag?.ToString("H");
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // The client repeats a request whose answer was lost, and then meets its own success as a conflict.
            var standing = await FindAsync(row.PartitionKey, row.RowKey, cancellationToken);
            return standing is not null && TableEntityMapper.WriteId(standing) == writeId ? standing.ETag.ToString("H") : null;
        }
    }

    private async Task<bool> WasOursAsync(IReadOnlyList<RowOperation> operations, string writeId, CancellationToken cancellationToken)
    {
        var written = operations.FirstOrDefault(operation => operation is not RowOperation.Delete);
        if (written is not null)
        {
            var standing = await FindAsync(written.PartitionKey, written.RowKey, cancellationToken);
            return standing is not null && TableEntityMapper.WriteId(standing) == writeId;
        }
        // Deletes leave no mark; when every row is gone, what was asked for is so.
        foreach (var operation in operations)
            if (await FindAsync(operation.PartitionKey, operation.RowKey, cancellationToken) is not null)
                return false;
        return true;
    }

    private async Task<TableEntity?> FindAsync(string partitionKey, string rowKey, CancellationToken cancellationToken)
    {
        StorageOperations.Count(name, "get");
        var found = await client.GetEntityIfExistsAsync<TableEntity>(partitionKey, rowKey, cancellationToken: cancellationToken);
        return found.HasValue ? found.Value : null;
    }

    private async Task<T> CreatingTableAsync<T>(Func<Task<T>> write, CancellationToken cancellationToken)
    {
        try
        {
            return await write();
        }
        catch (RequestFailedException e) when (IsTableMissing(e))
        {
            StorageOperations.Count(name, "create");
            await client.CreateIfNotExistsAsync(cancellationToken);
            return await write();
        }
    }

    private static bool IsTableMissing(RequestFailedException e) => e.Status == 404 && e.ErrorCode == TableErrorCode.TableNotFound;

    private static TableTransactionAction ToAction(RowOperation operation, string writeId) => operation switch
    {
        RowOperation.Insert insert => new(TableTransactionActionType.Add, TableEntityMapper.ToEntity(insert.Row, writeId)),
        RowOperation.Upsert upsert => new(TableTransactionActionType.UpsertReplace, TableEntityMapper.ToEntity(upsert.Row, writeId)),
        RowOperation.Replace replace =>
            new(TableTransactionActionType.UpdateReplace, TableEntityMapper.ToEntity(replace.Row, writeId), new ETag(replace.ETag)),
        RowOperation.Delete delete =>
            new(TableTransactionActionType.Delete, new TableEntity(delete.PartitionKey, delete.RowKey), new ETag(delete.ETag)),
        _ => throw new ArgumentException($"A transaction does not know {operation.GetType().Name}."),
    };

    private static string NewWriteId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
}
