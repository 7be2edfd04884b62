using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using EmailSync.Core.Crm;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Directory;

namespace EmailSync.Core.Storage;

/// <summary>What was tried at a location's webhook: a line for each attempt, a partition for each day, newest first. No line holds what was told.</summary>
public sealed class DeliveryLog(ITables tables, TableKeys keys, DueStore due, TimeProvider time)
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(3);

    private const string Lines = "t-";
    private const string AfterLines = "t.";
    private const string Streams = "s-";

    private readonly ITable table = tables[TableNames.Deliveries];
    private readonly ConcurrentDictionary<LocationId, DateTimeOffset> expected = new();

    /// <param name="location">Whose webhook.</param>
    /// <param name="stream">Whose event; null for one that is nobody's.</param>
    /// <param name="line">The line.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task AddAsync(LocationId location, EventStream? stream, WebhookDelivery line, CancellationToken cancellationToken)
    {
        var day = DecisionStore.Day(line.At);
        var partition = keys.Deliveries(location, day);
        if (!expected.TryGetValue(location, out var known) || known != day)
        {
            await due.ScheduleAsync(DueKind.Expire, Expiry.SubjectOfDeliveries(partition), PurgeAt(day), cancellationToken);
            expected[location] = day;
        }
        var key = $"{Lines}{TableKeys.Newest(line.At)}-{line.EventId["evt_".Length..]}";
        var row = new Row(partition, key)
        {
            ["at"] = line.At,
            ["event"] = line.EventId,
            ["type"] = line.Type.ToString(),
            ["status"] = line.Status,
            ["error"] = line.Error,
            ["milliseconds"] = (long)line.Duration.TotalMilliseconds,
            ["attempt"] = line.Attempt,
        };
        List<RowOperation> operations = [new RowOperation.Upsert(row)];

        // For the day on which the conversation is erased (R27).
        if (stream is { } owner)
            operations.Add(new RowOperation.Upsert(new Row(partition, $"{Streams}{owner}-{key}") { ["line"] = key }));
        await table.TransactAsync(operations, cancellationToken);
    }

    /// <summary>Newest first.</summary>
    /// <param name="location">Of which location.</param>
    /// <param name="since">Back to then, as far as lines are kept.</param>
    /// <param name="after">The key of the line behind which to go on; null for the newest.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async IAsyncEnumerable<WebhookDelivery> ListAsync(
        LocationId location, DateTimeOffset since, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var oldest = since < now - Kept ? now - Kept : since;

        // Clocks differ by less, whatever the cursor says.
        var from = after is null ? now : TimeOf(after) is var place && place < now.AddDays(1) ? place : now.AddDays(1);
        for (var day = DecisionStore.Day(from); day >= DecisionStore.Day(oldest); day = day.AddDays(-1))
        {
            await foreach (var row in table.QueryAsync(keys.Deliveries(location, day), after is null ? Lines : after + "!", AfterLines, cancellationToken))
            {
                if (Read(row) is { } line && line.At >= oldest)
                    yield return line;
            }
        }
    }

    /// <summary>True for a key as <see cref="WebhookDelivery.Key"/> gives them.</summary>
    public static bool IsKey(string text) => text.Length is > 22 and < 200 && text.StartsWith(Lines, StringComparison.Ordinal)
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
        && long.TryParse(text.AsSpan(Lines.Length, 19), NumberStyles.None, CultureInfo.InvariantCulture, out var inverted) && inverted <= DateTime.MaxValue.Ticks;

    /// <param name="partition">A day that is over, as a pointer of <see cref="Expiry"/> names it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    internal async Task PurgeAsync(string partition, CancellationToken cancellationToken)
    {
        var batch = new List<RowOperation>();
        await foreach (var row in table.QueryAsync(partition, null, null, cancellationToken))
        {
            batch.Add(new RowOperation.Delete(partition, row.RowKey, row.ETag!));
            if (batch.Count < RowRules.MaxOperations)
                continue;
            await table.TransactAsync(batch, cancellationToken);
            batch = [];
        }
        if (batch.Count > 0)
            await table.TransactAsync(batch, cancellationToken);
    }

    /// <summary>R27: attempts to tell of an erased conversation.</summary>
    internal async Task ForgetAsync(LocationId location, EventStream conversation, CancellationToken cancellationToken)
    {
        foreach (var partition in Days(location))
        {
            await foreach (var row in table.QueryAsync(partition, $"{Streams}{conversation}-", $"{Streams}{conversation}.", cancellationToken))
            {
                await table.DeleteAsync(partition, row.String("line") ?? "", null, cancellationToken);
                await table.DeleteAsync(partition, row.RowKey, null, cancellationToken);
            }
        }
    }

    /// <summary>Partitions that a location may have, tomorrow's too: clocks differ.</summary>
    internal IEnumerable<string> Days(LocationId location)
    {
        var today = DecisionStore.Day(time.GetUtcNow());
        for (var day = today - Kept - TimeSpan.FromDays(1); day <= today.AddDays(1); day = day.AddDays(1))
            yield return keys.Deliveries(location, day);
    }

    /// <summary>R27: the location is deleted; with its last lines what would have purged them.</summary>
    internal async Task ForgetPointersAsync(LocationId location, CancellationToken cancellationToken)
    {
        var today = DecisionStore.Day(time.GetUtcNow());
        for (var day = today - Kept - TimeSpan.FromDays(1); day <= today.AddDays(1); day = day.AddDays(1))
            await due.CancelAsync(DueKind.Expire, Expiry.SubjectOfDeliveries(keys.Deliveries(location, day)), PurgeAt(day), cancellationToken);
    }

    private static DateTimeOffset PurgeAt(DateTimeOffset day) => day + Kept + TimeSpan.FromDays(1);

    private static DateTimeOffset TimeOf(string key) =>
        new(DateTime.MaxValue.Ticks - long.Parse(key.AsSpan(Lines.Length, 19), CultureInfo.InvariantCulture), TimeSpan.Zero);

    private static WebhookDelivery? Read(Row row) => !Enum.TryParse<CrmEventType>(row.String("type"), out var type) ? null : new(
        row.Time("at") ?? default,
        row.String("event") ?? "",
        type,
        row.Values.ContainsKey("status") ? (int)row.Long("status") : null,
        row.String("error"),
        TimeSpan.FromMilliseconds(row.Long("milliseconds")),
        (int)row.Long("attempt"),
        row.RowKey);
}
