using System.Runtime.CompilerServices;

namespace EmailSync.Core.Storage;

/// <summary>
/// Work that becomes due, indexed by time in a fixed number of shards, so that a sweep reads only what is due (DESIGN section 5). A row is a pointer:
/// losing or repeating one may cost time, never work, as the work itself stands elsewhere.
/// </summary>
public sealed class DueStore(ITables tables)
{
    // A sweep names them all, eight of each kind every few seconds.
    private static readonly string[][] partitions =
        [.. Enum.GetValues<DueKind>().Select(kind => Enumerable.Range(0, TableKeys.DueShards).Select(shard => $"{kind}-{shard}").ToArray())];

    private readonly ITable table = tables[TableNames.Due];

    public Task ScheduleAsync(DueKind kind, string subject, DateTimeOffset dueAt, CancellationToken cancellationToken) =>
        table.UpsertAsync(new Row(Partition(kind, TableKeys.Shard(subject)), RowKey(subject, dueAt)) { ["subject"] = subject }, cancellationToken);

    public async Task<bool> IsScheduledAsync(DueKind kind, string subject, DateTimeOffset dueAt, CancellationToken cancellationToken) =>
        await table.GetAsync(Partition(kind, TableKeys.Shard(subject)), RowKey(subject, dueAt), cancellationToken) is not null;

    public Task CancelAsync(DueKind kind, string subject, DateTimeOffset dueAt, CancellationToken cancellationToken) =>
        table.DeleteAsync(Partition(kind, TableKeys.Shard(subject)), RowKey(subject, dueAt), null, cancellationToken);

    /// <summary>Takes away every pointer of a subject that is due by then.</summary>
    public async Task CancelDueAsync(DueKind kind, string subject, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await foreach (var item in ListDueAsync(kind, TableKeys.Shard(subject), until, cancellationToken))
        {
            if (item.Subject == subject)
                await DoneAsync(item, cancellationToken);
        }
    }

    public async IAsyncEnumerable<DueItem> ListDueAsync(
        DueKind kind, int shard, DateTimeOffset now, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync(Partition(kind, shard), null, TableKeys.Oldest(now.AddTicks(1)), cancellationToken))
            yield return new DueItem(kind, row.String("subject") ?? "", row.RowKey);
    }

    public Task DoneAsync(DueItem item, CancellationToken cancellationToken) =>
        table.DeleteAsync(Partition(item.Kind, TableKeys.Shard(item.Subject)), item.RowKey, null, cancellationToken);

    private static string RowKey(string subject, DateTimeOffset dueAt) => TableKeys.Oldest(dueAt) + "-" + subject;

    private static string Partition(DueKind kind, int shard) => partitions[(int)kind][shard];
}
