using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Storage;

/// <summary>
/// Takes lines out of the decision log that are older than it goes back (B1). A day is a partition whose key can be told, so that nothing is searched: a row
/// says which days are gone, and each run, daily with the mailbox's watch, takes those that have become too old since, however long that was.
/// </summary>
public sealed class DecisionPurge(ITables tables, TableKeys keys, TimeProvider time)
{
    private const string ProgressRow = "purged";
    private const int BatchSize = 100;

    /// <summary>Where nothing says which days are gone.</summary>
    private static readonly TimeSpan firstReach = TimeSpan.FromDays(7);

    private readonly ITable table = tables[TableNames.Decisions];

    public async Task RunAsync(LocationId location, MailboxId mailbox, CancellationToken cancellationToken)
    {
        var progress = keys.DecisionsPurged(location, mailbox);
        var oldest = DecisionStore.OldestDay(time.GetUtcNow());
        var from = (await table.GetAsync(progress, ProgressRow, cancellationToken))?.Time("before") ?? oldest - firstReach;
        if (from >= oldest)
            return;
        for (var day = from; day < oldest; day = day.AddDays(1))
            await DeleteAsync(keys.Decisions(location, mailbox, day), cancellationToken);
        await table.UpsertAsync(new Row(progress, ProgressRow) { ["before"] = oldest }, cancellationToken);
    }

    private async Task DeleteAsync(string partition, CancellationToken cancellationToken)
    {
        var batch = new List<RowOperation>();
        await foreach (var row in table.QueryAsync(partition, null, null, cancellationToken))
        {
            batch.Add(new RowOperation.Delete(partition, row.RowKey, row.ETag!));
            if (batch.Count < BatchSize)
                continue;
            await table.TransactAsync(batch, cancellationToken);
            batch = [];
        }
        if (batch.Count > 0)
            await table.TransactAsync(batch, cancellationToken);
    }
}
