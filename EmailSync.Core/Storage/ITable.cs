namespace EmailSync.Core.Storage;

/// <summary>
/// The part of Table Storage that the stores use. Two implementations pass one contract suite: Azure Tables and memory.
/// <para>
/// A write whose answer was lost and that the client library repeated is recognised as done (the row carries the write's own id), so
/// <c>false</c> always means that somebody else's write came first. Rows replace whole rows; there is no merge.
/// </para>
/// </summary>
public interface ITable
{
    Task<Row?> GetAsync(string partitionKey, string rowKey, CancellationToken cancellationToken);

    /// <summary>The new ETag, or null when the row exists already.</summary>
    Task<string?> InsertAsync(Row row, CancellationToken cancellationToken);

    /// <summary>The new ETag, or null when the row changed since <paramref name="etag"/> or is gone.</summary>
    Task<string?> ReplaceAsync(Row row, string etag, CancellationToken cancellationToken);

    /// <summary>Writes whatever stands there; for rows that one writer owns or where the last write wins. Gives the new ETag.</summary>
    Task<string> UpsertAsync(Row row, CancellationToken cancellationToken);

    /// <summary>True when the row is gone afterwards; false when it changed since <paramref name="etag"/>. A null ETag deletes whatever stands there.</summary>
    Task<bool> DeleteAsync(string partitionKey, string rowKey, string? etag, CancellationToken cancellationToken);

    /// <summary>At most 100 operations on one partition, all or none. False when any condition does not hold.</summary>
    Task<bool> TransactAsync(IReadOnlyList<RowOperation> operations, CancellationToken cancellationToken);

    /// <summary>Rows of one partition in key order, <paramref name="from"/> inclusive, <paramref name="before"/> exclusive; null is open.</summary>
    IAsyncEnumerable<Row> QueryAsync(string partitionKey, string? from, string? before, CancellationToken cancellationToken);

    /// <summary>
    /// Rows of every partition that have this row key, in the order of partitions, <paramref name="after"/> exclusive. It reads the whole table: for an operator's orders,
    /// never for what the product does by itself.
    /// </summary>
    IAsyncEnumerable<Row> ScanAsync(string rowKey, string? after, CancellationToken cancellationToken);
}
