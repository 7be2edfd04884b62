using System.Globalization;
using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Sending.Batches;

namespace EmailSync.Core.Storage;

/// <summary>
/// Batches: one partition each, with a row for the batch and one for every mail that has been taken up. Its count, its place and its mails change in one
/// transaction, so that they are true whoever dies.
/// </summary>
public sealed class BatchStore(ITables tables, TableKeys keys)
{
    private const string Head = "batch";
    private const string Items = "item-";
    private const string AfterItems = "item.";
    private const string WaitingItems = "wait-";
    private const string AfterWaiting = "wait.";
    private const int RowsOfATransaction = 100;
    private const int RemovedAtOnce = 10 * RowsOfATransaction;

    private readonly ITable table = tables[TableNames.Batches];
    private readonly LocationTrail trail = new(tables, keys);

    public async Task<Batch?> GetAsync(string token, CancellationToken cancellationToken) => (await FindAsync(token, cancellationToken))?.Batch;

    public async Task<(Batch Batch, string Version)?> FindAsync(string token, CancellationToken cancellationToken) =>
        await table.GetAsync(token, Head, cancellationToken) is { } row ? (Read(row), row.ETag!) : null;

    /// <summary>False when the key is taken.</summary>
    public async Task<bool> InsertAsync(Batch batch, CancellationToken cancellationToken)
    {
        await trail.NoteAsync(batch.Location, TrailKind.Batch, batch.Token, batch.AcceptedAt, cancellationToken);
        return await table.InsertAsync(Write(batch), cancellationToken) is not null;
    }

    /// <summary>The batch's next state, and the mails that have come to another status. False when somebody else was quicker: nothing is written.</summary>
    public Task<bool> CommitAsync(Batch after, string version, IReadOnlyList<BatchItem> items, CancellationToken cancellationToken)
    {
        List<RowOperation> operations = [new RowOperation.Replace(Write(after), version)];
        foreach (var item in items)
        {
            operations.Add(new RowOperation.Upsert(Write(after.Token, Items, item)));
            if (item.Status == BatchItemStatus.Waiting)
                operations.Add(new RowOperation.Upsert(Write(after.Token, WaitingItems, item)));
        }
        return table.TransactAsync(operations, cancellationToken);
    }

    /// <summary>As <see cref="CommitAsync"/>, for mails that were waiting and wait no more.</summary>
    public Task<bool> SettleAsync(Batch after, string version, IReadOnlyList<(BatchItem Item, string Version)> settled, CancellationToken cancellationToken)
    {
        List<RowOperation> operations = [new RowOperation.Replace(Write(after), version)];
        foreach (var (item, waiting) in settled)
        {
            operations.Add(new RowOperation.Upsert(Write(after.Token, Items, item)));
            operations.Add(new RowOperation.Delete(after.Token, WaitingItems + Place(item.Index), waiting));
        }
        return table.TransactAsync(operations, cancellationToken);
    }

    /// <summary>Mails that have been taken up and are neither sent nor failed, in order.</summary>
    public async Task<IReadOnlyList<(BatchItem Item, string Version)>> ListWaitingAsync(string token, int? after, int limit, CancellationToken cancellationToken)
    {
        var waiting = new List<(BatchItem, string)>();
        var from = after is { } index ? WaitingItems + Place(index) + "!" : WaitingItems;
        await foreach (var row in table.QueryAsync(token, from, AfterWaiting, cancellationToken))
        {
            waiting.Add((ReadItem(row), row.ETag!));
            if (waiting.Count == limit)
                break;
        }
        return waiting;
    }

    /// <summary>Mails that have been taken up, in order.</summary>
    /// <param name="token">Of which batch.</param>
    /// <param name="from">The first place.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<IReadOnlyList<BatchItem>> ListAsync(string token, int from, int limit, CancellationToken cancellationToken)
    {
        var items = new List<BatchItem>();
        await foreach (var row in table.QueryAsync(token, Items + Place(from), AfterItems, cancellationToken))
        {
            items.Add(ReadItem(row));
            if (items.Count == limit)
                break;
        }
        return items;
    }

    /// <summary>A part of a batch that is over; its key may be used anew when all of it is gone. True when there is more.</summary>
    public async Task<bool> RemoveFinishedAsync(LocationId location, string token, CancellationToken cancellationToken)
    {
        if (await table.GetAsync(token, Head, cancellationToken) is not { } head)
            return false;
        if (await RemoveItemsAsync(token, cancellationToken))
            return true;

        // The trail first: while the row stands nobody uses the key anew, and the pointer that brought us here finds it again, should we die in between.
        await trail.RemoveAsync(location, TrailKind.Batch, token, version: null, cancellationToken);
        return !await table.DeleteAsync(token, Head, head.ETag, cancellationToken);
    }

    /// <summary>R27: a part of a batch of a location that is gone. The trail leads here, and so goes last: while it stands, there may be more.</summary>
    public async Task RemoveAsync(LocationId location, string token, CancellationToken cancellationToken)
    {
        var head = await table.GetAsync(token, Head, cancellationToken);
        if (await RemoveItemsAsync(token, cancellationToken))
            return;

        // Whoever still runs it writes its mails only together with the row that we have seen.
        if (head is null || await table.DeleteAsync(token, Head, head.ETag, cancellationToken))
            await trail.RemoveAsync(location, TrailKind.Batch, token, version: null, cancellationToken);
    }

    /// <summary>True when there may be more.</summary>
    private async Task<bool> RemoveItemsAsync(string token, CancellationToken cancellationToken)
    {
        var rows = new List<RowOperation>();
        await foreach (var row in table.QueryAsync(token, Items, AfterWaiting, cancellationToken))
        {
            rows.Add(new RowOperation.Delete(row.PartitionKey, row.RowKey, row.ETag!));
            if (rows.Count == RemovedAtOnce)
                break;
        }
        foreach (var some in rows.Chunk(RowsOfATransaction))
        {
            if (!await table.TransactAsync(some, cancellationToken))
                return true;
        }
        return rows.Count == RemovedAtOnce;
    }

    private static string Place(int index) => index.ToString("D6", CultureInfo.InvariantCulture);

    private static Row Write(Batch batch) => new(batch.Token, Head)
    {
        ["bodyHash"] = batch.BodyHash,
        ["location"] = batch.Location.Value,
        ["user"] = batch.User.Value,
        ["kind"] = batch.Kind.ToString(),
        ["via"] = batch.Via.ToString(),
        ["total"] = batch.Total,
        ["content"] = batch.Content,
        ["acceptedAt"] = batch.AcceptedAt,
        ["sendAt"] = batch.SendAt,
        ["next"] = batch.Next,
        ["changedAt"] = batch.ChangedAt,
        ["sent"] = batch.Counts.Sent,
        ["failed"] = batch.Counts.Failed,
        ["waiting"] = batch.Counts.Waiting,
        ["refused"] = batch.Counts.Refused,
        ["cancelled"] = batch.Counts.Cancelled,
        ["isCancelled"] = batch.IsCancelled,
        ["finishedAt"] = batch.FinishedAt,
    };

    private static Batch Read(Row row) => new()
    {
        Token = row.PartitionKey,
        BodyHash = row.String("bodyHash") ?? "",
        Location = new LocationId(row.String("location") ?? ""),
        User = new UserId(row.String("user") ?? ""),
        Kind = Enum.Parse<MessageKind>(row.String("kind") ?? ""),
        Via = Enum.Parse<MessageVia>(row.String("via") ?? ""),
        Total = (int)row.Long("total"),
        Content = row.String("content") ?? "",
        AcceptedAt = row.Time("acceptedAt") ?? default,
        SendAt = row.Time("sendAt") ?? default,
        Next = (int)row.Long("next"),
        ChangedAt = row.Time("changedAt") ?? default,
        Counts = new BatchCounts(
            (int)row.Long("sent"), (int)row.Long("failed"), (int)row.Long("waiting"), (int)row.Long("refused"), (int)row.Long("cancelled")),
        IsCancelled = row.Bool("isCancelled"),
        FinishedAt = row.Time("finishedAt"),
    };

    private static Row Write(string token, string prefix, BatchItem item) => new(token, prefix + Place(item.Index))
    {
        ["contact"] = item.Contact.Value,
        ["status"] = item.Status.ToString(),
        ["token"] = item.Token,
        ["message"] = item.Message?.Value,
        ["failure"] = item.Failure,
    };

    private static BatchItem ReadItem(Row row) => new(
        int.Parse(row.RowKey.AsSpan(Items.Length), CultureInfo.InvariantCulture),
        new ContactId(row.String("contact") ?? ""),
        Enum.Parse<BatchItemStatus>(row.String("status") ?? ""),
        row.String("token"),
        MessageId.TryParse(row.String("message"), out var message) ? message : null,
        row.String("failure"));
}
