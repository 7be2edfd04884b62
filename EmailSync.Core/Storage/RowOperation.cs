namespace EmailSync.Core.Storage;

/// <summary>One write of a transaction.</summary>
public abstract record RowOperation(string PartitionKey, string RowKey)
{
    public sealed record Insert(Row Row) : RowOperation(Row.PartitionKey, Row.RowKey);

    public sealed record Replace(Row Row, string ETag) : RowOperation(Row.PartitionKey, Row.RowKey);

    public sealed record Upsert(Row Row) : RowOperation(Row.PartitionKey, Row.RowKey);

    public sealed record Delete(string PartitionKey, string RowKey, string ETag) : RowOperation(PartitionKey, RowKey);
}
