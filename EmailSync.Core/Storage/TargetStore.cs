using EmailSync.Core.Crm;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Directory;

namespace EmailSync.Core.Storage;

/// <summary>A location's webhook beside what the CRM set: how it does, which streams wait for it, and what is to be told again.</summary>
public sealed class TargetStore(ITables tables, TableKeys keys)
{
    private const string HealthRow = "health";
    private const string Parked = "w-";
    private const string AfterParked = "w.";
    private const string Orders = "r-";
    private const string AfterOrders = "r.";

    private readonly ITable table = tables[TableNames.Webhooks];

    /// <summary>Under which work on it stands in due work.</summary>
    public EventStream WorkOf(LocationId location) => EventStream.OfTarget(keys.Webhook(location));

    /// <summary>Whose the work is; null where nothing is left to do.</summary>
    public async Task<LocationId?> OwnerOfAsync(EventStream work, CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync(work.Partition, null, null, cancellationToken))
            return new LocationId(row.String("location") ?? "");
        return null;
    }

    public async Task<TargetHealth> GetAsync(LocationId location, CancellationToken cancellationToken) =>
        await table.GetAsync(keys.Webhook(location), HealthRow, cancellationToken) is { } row ? Read(row) : TargetHealth.Good;

    /// <returns>As it stands afterwards.</returns>
    public async Task<TargetHealth> ChangeAsync(LocationId location, Func<TargetHealth, TargetHealth> change, CancellationToken cancellationToken)
    {
        var partition = keys.Webhook(location);
        while (true)
        {
            var row = await table.GetAsync(partition, HealthRow, cancellationToken);
            var before = row is null ? TargetHealth.Good : Read(row);
            var after = change(before);
            if (after == before)
                return after;
            var isWritten = (row, after == TargetHealth.Good) switch
            {
                (null, _) => await table.InsertAsync(Write(location, after), cancellationToken) is not null,
                (_, true) => await table.DeleteAsync(partition, HealthRow, row.ETag, cancellationToken),
                _ => await table.ReplaceAsync(Write(location, after), row.ETag!, cancellationToken) is not null,
            };
            if (isWritten)
                return after;
        }
    }

    /// <summary>The stream waits until somebody finds the target there.</summary>
    public Task ParkAsync(LocationId location, EventStream stream, CancellationToken cancellationToken) => table.UpsertAsync(
        new Row(keys.Webhook(location), Parked + stream.Value) { ["stream"] = stream.Value, ["location"] = location.Value }, cancellationToken);

    public Task UnparkAsync(LocationId location, EventStream stream, CancellationToken cancellationToken) =>
        table.DeleteAsync(keys.Webhook(location), Parked + stream.Value, null, cancellationToken);

    /// <summary>R27: the stream's conversation is being erased. How the target does stays known.</summary>
    internal async Task ForgetAsync(LocationId location, EventStream stream, CancellationToken cancellationToken)
    {
        await UnparkAsync(location, stream, cancellationToken);
        await ChangeAsync(
            location,
            h => h with
            {
                LastStream = h.LastStream == stream.Value ? null : h.LastStream,
                LastProbed = h.LastProbed == stream.Value ? null : h.LastProbed,
            },
            cancellationToken);
    }

    /// <summary>Streams that wait, in an order of their own.</summary>
    /// <param name="location">Of which location.</param>
    /// <param name="after">The one behind which to begin; null for the first.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<IReadOnlyList<EventStream>> ListParkedAsync(LocationId location, string? after, int limit, CancellationToken cancellationToken)
    {
        var streams = new List<EventStream>();
        await foreach (var row in table.QueryAsync(keys.Webhook(location), Parked + (after is null ? "" : after + "!"), AfterParked, cancellationToken))
        {
            streams.Add(new EventStream(row.String("stream") ?? ""));
            if (streams.Count == limit)
                break;
        }
        return streams;
    }

    /// <summary>The same order twice is one.</summary>
    public Task OrderAsync(LocationId location, ReplayOrder order, CancellationToken cancellationToken) => table.UpsertAsync(
        new Row(keys.Webhook(location), OrderRow(order))
        {
            ["location"] = location.Value,
            ["since"] = order.Since,
            ["until"] = order.Until,
            ["types"] = order.Types.Count == 0 ? null : string.Join(' ', order.Types),
        },
        cancellationToken);

    public async Task<ReplayOrder?> NextOrderAsync(LocationId location, CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync(keys.Webhook(location), Orders, AfterOrders, cancellationToken))
        {
            return new ReplayOrder(
                row.Time("since") ?? default,
                row.Time("until") ?? default,
                [.. (row.String("types") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<CrmEventType>)]);
        }
        return null;
    }

    public Task DoneAsync(LocationId location, ReplayOrder order, CancellationToken cancellationToken) =>
        table.DeleteAsync(keys.Webhook(location), OrderRow(order), null, cancellationToken);

    private static string OrderRow(ReplayOrder order) =>
        $"{Orders}{TableKeys.Oldest(order.Since)}-{TableKeys.Oldest(order.Until)}-{string.Join('-', order.Types.Order())}";

    private Row Write(LocationId location, TargetHealth health) => new(keys.Webhook(location), HealthRow)
    {
        ["location"] = location.Value,
        ["failures"] = health.Failures,
        ["lastStream"] = health.LastStream,
        ["since"] = health.Since,
        ["closed"] = health.IsClosed,
        ["probeAt"] = health.ProbeAt,
        ["lastProbed"] = health.LastProbed,
    };

    private static TargetHealth Read(Row row) => new(
        (int)row.Long("failures"),
        row.String("lastStream"),
        row.Time("since") ?? default,
        row.Bool("closed"),
        row.Time("probeAt") ?? default,
        row.String("lastProbed"));
}
