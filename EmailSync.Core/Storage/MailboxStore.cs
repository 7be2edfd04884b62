using System.Runtime.CompilerServices;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Storage;

/// <summary>Mailboxes and the connections to them. A mailbox's own rows share one partition.</summary>
public sealed class MailboxStore(ITables tables, TableKeys keys)
{
    private const string MailboxRow = "mailbox";
    private const string FirstConnection = "connection-";
    private const string AfterConnections = "connection.";

    // Right behind it; the cursors of the feeds lie between the connections and the mailbox.
    private const string AfterMailbox = MailboxRow + "!";

    private const string FirstUse = "used-";
    private const string AfterUses = "used.";

    private const int ParallelReads = 8;

    private readonly ITable table = tables[TableNames.Mailboxes];
    private readonly PushIdentities pushes = new(tables, keys);

    public async Task<Mailbox?> GetAsync(MailboxId id, CancellationToken cancellationToken)
    {
        var row = await table.GetAsync(id.Value, MailboxRow, cancellationToken);
        return row is null ? null : Read(id, row);
    }

    /// <summary>Reads, changes and writes until nobody came in between; null when there is no such mailbox.</summary>
    public async Task<Mailbox?> UpdateAsync(MailboxId id, Func<Mailbox, Mailbox> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await table.GetAsync(id.Value, MailboxRow, cancellationToken);
            if (row is null)
                return null;
            var before = Read(id, row);
            var after = change(before);
            if (after == before)
                return after;
            var isMoved = after.Status != before.Status;
            if (isMoved)
                await IndexStatusAsync(after, cancellationToken);
            if (await table.ReplaceAsync(Write(after), row.ETag!, cancellationToken) is null)
                continue;

            // Once more: who listed meanwhile may have taken the row for a leftover.
            if (isMoved)
                await IndexStatusAsync(after, cancellationToken);
            return after;
        }
    }

    /// <summary>False when it is there already: nothing is changed then.</summary>
    public async Task<bool> InsertAsync(Mailbox mailbox, CancellationToken cancellationToken)
    {
        await IndexStatusAsync(mailbox, cancellationToken);
        var isNew = await table.InsertAsync(Write(mailbox), cancellationToken) is not null;
        if (isNew)
            await IndexStatusAsync(mailbox, cancellationToken);
        return isNew;
    }

    public async Task SaveAsync(Mailbox mailbox, CancellationToken cancellationToken)
    {
        await IndexStatusAsync(mailbox, cancellationToken);
        await table.UpsertAsync(Write(mailbox), cancellationToken);
        await IndexStatusAsync(mailbox, cancellationToken);
    }

    /// <summary>
    /// Mailboxes in these states, by their ids and not by their states: one that changes its state while the list is read
    /// page by page keeps its place, so that it is neither seen twice nor missed.
    /// </summary>
    /// <param name="among">Which states.</param>
    /// <param name="after">The id of the mailbox where an earlier list ended, or null.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async IAsyncEnumerable<Mailbox> ListAsync(
        IEnumerable<MailboxStatus> among, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var states = among.ToHashSet();
        var rows = states.Select(s => table.QueryAsync(InStatus(s), after is null ? null : after + "!", null, cancellationToken)).ToArray();
        Mailbox? last = null;
        await foreach (var row in OrderedMerge.ByAsync(rows, r => r.RowKey, cancellationToken))
        {
            var mailbox = last?.Id.Value == row.RowKey ? last : await GetAsync(new MailboxId(row.RowKey), cancellationToken);
            if (mailbox is not null && mailbox != last && states.Contains(mailbox.Status))
                yield return mailbox;
            last = mailbox;

            // It has been in this state once. Who brings it back writes the row anew, and it stays.
            if (mailbox is null || row.PartitionKey != InStatus(mailbox.Status))
                await table.DeleteAsync(row.PartitionKey, row.RowKey, row.ETag, cancellationToken);
        }
    }

    /// <summary>Before the mailbox itself is written, and after: a row too many is found out by whoever reads it.</summary>
    private async Task IndexStatusAsync(Mailbox mailbox, CancellationToken cancellationToken) =>
        await table.UpsertAsync(new Row(InStatus(mailbox.Status), mailbox.Id.Value), cancellationToken);

    private static string InStatus(MailboxStatus status) => "status-" + status;

    /// <summary>The connection whose user has this logging address (R14); null for an address that nobody has.</summary>
    public async Task<Connection?> FindByLoggingAddressAsync(EmailAddress address, CancellationToken cancellationToken)
    {
        var row = await table.GetAsync(keys.LoggingAddress(address.MatchKey), "logging", cancellationToken);
        return row is null
            ? null
            : await GetConnectionAsync(new LocationId(row.String("location") ?? ""), new UserId(row.String("user") ?? ""), cancellationToken);
    }

    public Task RemoveLoggingAddressAsync(EmailAddress address, CancellationToken cancellationToken) =>
        table.DeleteAsync(keys.LoggingAddress(address.MatchKey), "logging", null, cancellationToken);

    public Task SaveLoggingAddressAsync(EmailAddress address, LocationId location, UserId user, CancellationToken cancellationToken) =>
        table.UpsertAsync(
            new Row(keys.LoggingAddress(address.MatchKey), "logging") { ["location"] = location.Value, ["user"] = user.Value }, cancellationToken);

    public async Task<Connection?> GetConnectionAsync(LocationId location, UserId user, CancellationToken cancellationToken)
    {
        var row = await table.GetAsync(keys.Connection(location, user), ConnectionStore.ConnectionRow, cancellationToken);
        return row is null || row.Time("endedAt") is not null ? null : ReadConnection(row);
    }

    /// <summary>
    /// Makes a connection findable, before it stands. Its own row (<see cref="ConnectionStore"/>) is the truth and is written after this: a row under the
    /// mailbox that it does not confirm is a leftover of an interrupted call or of a connection that has ended, and is passed over by
    /// <see cref="ConnectionsOfAsync"/>. One under the location only says whom to ask about.
    /// </summary>
    public async Task IndexConnectionAsync(Connection connection, CancellationToken cancellationToken)
    {
        var own = keys.Connection(connection.Location, connection.User);
        await table.UpsertAsync(Fill(new Row(connection.Mailbox.Value, FirstConnection + own), connection), cancellationToken);
        await table.UpsertAsync(Fill(new Row(keys.Connections(connection.Location), own), connection), cancellationToken);
    }

    /// <summary>A location knows the mailbox from here on, connected or not, until it is erased (R27).</summary>
    public Task NoteUseAsync(Connection connection, CancellationToken cancellationToken) => table.UpsertAsync(
        new Row(connection.Mailbox.Value, FirstUse + keys.Connection(connection.Location, connection.User)), cancellationToken);

    /// <summary>Some location knows the mailbox, connected or not.</summary>
    public async Task<bool> IsUsedAsync(MailboxId mailbox, CancellationToken cancellationToken)
    {
        await foreach (var _ in table.QueryAsync(mailbox.Value, FirstUse, AfterUses, cancellationToken))
            return true;
        return false;
    }

    /// <summary>Whose connections the mailbox is known through, connected or not, as <see cref="ConnectionStore.FindOwnerAsync"/> finds them.</summary>
    public async Task<IReadOnlyList<string>> UsesAsync(MailboxId mailbox, CancellationToken cancellationToken)
    {
        var uses = new List<string>();
        await foreach (var row in table.QueryAsync(mailbox.Value, FirstUse, AfterUses, cancellationToken))
            uses.Add(row.RowKey[FirstUse.Length..]);
        return uses;
    }

    /// <summary>R27: what names a connection that is being erased.</summary>
    /// <returns>True when no other knows the mailbox.</returns>
    internal async Task<bool> ForgetUseAsync(LocationId location, UserId user, MailboxId mailbox, CancellationToken cancellationToken)
    {
        var own = keys.Connection(location, user);
        await table.DeleteAsync(mailbox.Value, FirstConnection + own, null, cancellationToken);
        if (await table.GetAsync(keys.Connections(location), own, cancellationToken) is { } listed && ReadConnection(listed).Mailbox == mailbox)
            await table.DeleteAsync(listed.PartitionKey, listed.RowKey, listed.ETag, cancellationToken);
        await table.DeleteAsync(mailbox.Value, FirstUse + own, null, cancellationToken);
        return !await IsUsedAsync(mailbox, cancellationToken);
    }

    /// <summary>R27: a mailbox that nobody knows any more. To be called by who has it for closing, and after it was closed.</summary>
    internal async Task ForgetAsync(Mailbox mailbox, CancellationToken cancellationToken)
    {
        await pushes.ForgetRetiredAsync(mailbox, DateTimeOffset.MaxValue, cancellationToken);
        await tables[TableNames.Budgets].DeleteAsync(mailbox.Id.Value, "budget", null, cancellationToken);
        foreach (var status in Enum.GetValues<MailboxStatus>())
            await table.DeleteAsync(InStatus(status), mailbox.Id.Value, null, cancellationToken);

        // Last: by it the rest is found again.
        await table.DeleteAsync(mailbox.Id.Value, MailboxRow, null, cancellationToken);
    }

    /// <summary>Takes the rows of a connection that has ended away; those of another that took its place stay.</summary>
    public async Task RemoveConnectionIndexAsync(Connection ended, CancellationToken cancellationToken)
    {
        var own = keys.Connection(ended.Location, ended.User);
        (string Partition, string Row)[] places = [(ended.Mailbox.Value, FirstConnection + own), (keys.Connections(ended.Location), own)];
        foreach (var (partition, key) in places)
        {
            if (await table.GetAsync(partition, key, cancellationToken) is { } row && ReadConnection(row).Generation == ended.Generation)
                await table.DeleteAsync(partition, key, row.ETag, cancellationToken);
        }
    }

    /// <summary>Whatever leads to the mailbox, by the name of a connection: those that stand, those that have ended and are not wound up, and leftovers.</summary>
    internal async Task<IReadOnlyList<Connection>> IndexedAsync(MailboxId mailbox, CancellationToken cancellationToken)
    {
        var connections = new List<Connection>();
        await foreach (var row in table.QueryAsync(mailbox.Value, FirstConnection, AfterConnections, cancellationToken))
            connections.Add(ReadConnection(row));
        return connections;
    }

    /// <summary>Connections of a mailbox, oldest first.</summary>
    public async Task<IReadOnlyList<Connection>> ConnectionsOfAsync(MailboxId mailbox, CancellationToken cancellationToken) =>
        (await FindWholeAsync(mailbox, cancellationToken)).Connections;

    /// <summary>A mailbox, null where it is unknown, its feeds, and its connections, oldest first; of its rows in one request.</summary>
    public async Task<(Mailbox? Mailbox, IReadOnlyList<StoredCursor> Cursors, IReadOnlyList<Connection> Connections)> FindWholeAsync(
        MailboxId id, CancellationToken cancellationToken)
    {
        Mailbox? mailbox = null;
        var cursors = new List<StoredCursor>();
        var candidates = new List<Connection>();
        await foreach (var row in table.QueryAsync(id.Value, FirstConnection, AfterMailbox, cancellationToken))
        {
            if (row.RowKey == MailboxRow)
                mailbox = Read(id, row);
            else if (row.RowKey.StartsWith(FirstConnection, StringComparison.Ordinal))
                candidates.Add(ReadConnection(row));
            else if (FeedStore.IsFeed(row))
                cursors.Add(FeedStore.Read(row));
        }

        var connections = new List<Connection>();
        foreach (var connection in candidates)
        {
            if (await FindCurrentAsync(connection, cancellationToken) is { } current)
                connections.Add(current);
        }
        return (mailbox, cursors, [.. connections.OrderBy(c => c.ConnectedAt)]);
    }

    /// <summary>Connections of a location, oldest first.</summary>
    public async Task<IReadOnlyList<Connection>> ConnectionsInAsync(LocationId location, CancellationToken cancellationToken)
    {
        var candidates = new List<Connection>();
        await foreach (var row in table.QueryAsync(keys.Connections(location), null, null, cancellationToken))
            candidates.Add(ReadConnection(row));
        var connections = new List<Connection>();
        foreach (var chunk in candidates.Chunk(ParallelReads))
            connections.AddRange((await Task.WhenAll(chunk.Select(c => GetConnectionAsync(c.Location, c.User, cancellationToken)))).OfType<Connection>());
        return [.. connections.OrderBy(c => c.ConnectedAt)];
    }

    /// <summary>Invariant 7: asked right before each write that a connection stands for.</summary>
    public async Task<bool> IsCurrentAsync(Connection connection, CancellationToken cancellationToken) =>
        await FindCurrentAsync(connection, cancellationToken) is { PausedAt: null };

    private async Task<Connection?> FindCurrentAsync(Connection connection, CancellationToken cancellationToken) =>
        await GetConnectionAsync(connection.Location, connection.User, cancellationToken) is { } now
        && now.Mailbox == connection.Mailbox && now.Generation == connection.Generation
            ? now
            : null;

    internal static Row Fill(Row row, Connection connection)
    {
        row["location"] = connection.Location.Value;
        row["user"] = connection.User.Value;
        row["mailbox"] = connection.Mailbox.Value;
        row["connectedAt"] = connection.ConnectedAt;
        row["generation"] = connection.Generation;
        row["pausedAt"] = connection.PausedAt;
        row["seenUntil"] = connection.SeenUntil;
        return row;
    }

    internal static Connection ReadConnection(Row row) => new(
        new LocationId(row.String("location") ?? ""),
        new UserId(row.String("user") ?? ""),
        new MailboxId(row.String("mailbox") ?? ""),
        row.Time("connectedAt") ?? default,
        row.String("generation") ?? "")
    {
        PausedAt = row.Time("pausedAt"),
        SeenUntil = row.Time("seenUntil"),
    };

    private static Mailbox Read(MailboxId id, Row row) => new(
        id,
        Enum.Parse<MailProviderName>(row.String("provider") ?? ""),
        row.String("address") ?? "",
        Enum.Parse<MailboxStatus>(row.String("status") ?? ""),
        row.String("statusReason"),
        row.Time("since") ?? default,
        row.String("pushIdentity"),
        row.Time("watchExpiresAt"),
        row.Time("lastSyncedAt"),
        row.String("lastError"),
        row.Time("renewAt"),
        row.Time("reconcileAt"),
        row.Time("connectingUntil"),
        row.Time("closingUntil"),
        row.String("closingBy"),
        row.Time("watchingUntil"))
    {
        IsOfOrganisation = row.Bool("isOfOrganisation"),
        SendsAgainAt = row.Time("sendsAgainAt"),
        FailedLooks = (int)row.Long("failedLooks"),
        RetryAt = row.Time("retryAt"),
        BehindSince = row.Time("behindSince"),
        Push = new PushHealth(
            (int)row.Long("missedPushes"), row.String("lastMiss"), row.Time("silentSince"), row.Time("probedAt"), (int)row.Long("failedWatches")),
    };

    private static Row Write(Mailbox mailbox) => new(mailbox.Id.Value, MailboxRow)
    {
        ["provider"] = mailbox.Provider.ToString(),
        ["address"] = mailbox.Address,
        ["status"] = mailbox.Status.ToString(),
        ["statusReason"] = mailbox.StatusReason,
        ["since"] = mailbox.Since,
        ["pushIdentity"] = mailbox.PushIdentity,
        ["watchExpiresAt"] = mailbox.WatchExpiresAt,
        ["lastSyncedAt"] = mailbox.LastSyncedAt,
        ["lastError"] = mailbox.LastError,
        ["renewAt"] = mailbox.RenewAt,
        ["reconcileAt"] = mailbox.ReconcileAt,
        ["connectingUntil"] = mailbox.ConnectingUntil,
        ["closingUntil"] = mailbox.ClosingUntil,
        ["closingBy"] = mailbox.ClosingBy,
        ["watchingUntil"] = mailbox.WatchingUntil,
        ["isOfOrganisation"] = mailbox.IsOfOrganisation,
        ["sendsAgainAt"] = mailbox.SendsAgainAt,
        ["failedLooks"] = mailbox.FailedLooks == 0 ? null : (long)mailbox.FailedLooks,
        ["retryAt"] = mailbox.RetryAt,
        ["behindSince"] = mailbox.BehindSince,
        ["missedPushes"] = mailbox.Push.Missed,
        ["lastMiss"] = mailbox.Push.LastMiss,
        ["silentSince"] = mailbox.Push.SilentSince,
        ["probedAt"] = mailbox.Push.ProbedAt,
        ["failedWatches"] = mailbox.Push.FailedWatches,
    };
}
