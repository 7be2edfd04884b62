using System.Globalization;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;

namespace EmailSync.Core.Storage;

/// <summary>
/// Takes lines out of the decision log that are older than it goes back (B1). A day is a partition whose key can be told, so that nothing is searched: a row
/// says which days are gone, and each run, daily with the mailbox's watch, takes those that have become too old since, however long that was.
/// </summary>
public sealed class DecisionPurge(ITables tables, TableKeys keys, TimeProvider time)
{
    private const string ProgressRow = "purged";
    private const int BatchSize = 100;
    private const int DaysPerStep = 31;
    private const string DayFormat = "yyyyMMdd";

    /// <summary>Days by which a provider's clock may be ahead of ours.</summary>
    private const int ClocksDiffer = 2;

    /// <summary>Where nothing says which days are gone.</summary>
    private static readonly TimeSpan firstReach = TimeSpan.FromDays(7);

    /// <summary>How long before a connection the provider may have taken in a mail that its log has a line of.</summary>
    private static readonly TimeSpan beforeConnection = DecisionStore.Kept + TimeSpan.FromDays(7);

    private readonly ITable table = tables[TableNames.Decisions];
    private readonly MessageIndex index = new(tables, keys);

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

    /// <summary>
    /// R27: takes out the next days of a location that is being erased, whatever their age, and what a line that synced leads to: a mailbox may have a mail twice,
    /// and the message names one of the two.
    /// </summary>
    /// <param name="location">Of which location.</param>
    /// <param name="mailbox">Of which mailbox.</param>
    /// <param name="users">Who was connected to it.</param>
    /// <param name="connectedAt">Since when; older lines are there of mail that the connection found.</param>
    /// <param name="cursor">Where an earlier call ended, or null.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <param name="keepsLines">The log is others' too: only what leads to messages for these users goes.</param>
    /// <returns>Where to go on; null when no day is left.</returns>
    public async Task<string?> EraseAsync(
        LocationId location,
        MailboxId mailbox,
        IReadOnlyList<UserId> users,
        DateTimeOffset connectedAt,
        string? cursor,
        CancellationToken cancellationToken,
        bool keepsLines = false)
    {
        var end = DecisionStore.Day(time.GetUtcNow()).AddDays(ClocksDiffer);
        var purged = await table.GetAsync(keys.DecisionsPurged(location, mailbox), ProgressRow, cancellationToken);
        var from = connectedAt - beforeConnection;
        var day = cursor is not null
            ? DateTimeOffset.ParseExact(cursor, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
            : DecisionStore.Day(purged?.Time("before") is { } before && before < from ? before : from);
        for (var done = 0; day <= end; day = day.AddDays(1))
        {
            if (done++ == DaysPerStep)
                return day.UtcDateTime.ToString(DayFormat, CultureInfo.InvariantCulture);
            var partition = keys.Decisions(location, mailbox, day);
            await foreach (var row in table.QueryAsync(partition, null, null, cancellationToken))
            {
                if (row.String("message") is null || row.String("providerMessage") is not { } message)
                    continue;
                foreach (var user in users)
                    await index.RemoveAsync(new Connection(location, user, mailbox, default, ""), new ProviderMessageId(message), cancellationToken);
            }
            if (!keepsLines)
                await DeleteAsync(partition, cancellationToken);
        }
        return null;
    }

    /// <summary>Nothing says any more that there was a log.</summary>
    public Task ForgetAsync(LocationId location, MailboxId mailbox, CancellationToken cancellationToken) =>
        table.DeleteAsync(keys.DecisionsPurged(location, mailbox), ProgressRow, null, cancellationToken);

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
