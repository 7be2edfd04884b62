using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Storage;

/// <summary>Mailboxes, the connections to them, and the identities that notifications name them by. A mailbox's own rows share one partition.</summary>
public sealed class MailboxStore(ITables tables, TableKeys keys)
{
    private const string MailboxRow = "mailbox";
    private const string FirstConnection = "connection-";

    // Right behind it; the cursors of the feeds lie between the connections and the mailbox.
    private const string AfterMailbox = MailboxRow + "!";

    // Behind the mailbox, so that no look reads them.
    private const string FirstRetired = "old-push-";
    private const string AfterRetired = "old-push.";

    private const int ParallelReads = 8;

    private readonly ITable table = tables[TableNames.Mailboxes];

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
            if (after == before || await table.ReplaceAsync(Write(after), row.ETag!, cancellationToken) is not null)
                return after;
        }
    }

    public Task SaveAsync(Mailbox mailbox, CancellationToken cancellationToken) => table.UpsertAsync(Write(mailbox), cancellationToken);

    public async Task<MailboxId?> FindByPushIdentityAsync(MailProviderName provider, string identity, CancellationToken cancellationToken)
    {
        var row = await table.GetAsync(keys.PushIdentity(provider, identity), "push", cancellationToken);
        return row?.String("mailbox") is { } id ? new MailboxId(id) : null;
    }

    public Task SavePushIdentityAsync(MailProviderName provider, string identity, MailboxId mailbox, CancellationToken cancellationToken) =>
        table.UpsertAsync(new Row(keys.PushIdentity(provider, identity), "push") { ["mailbox"] = mailbox.Value }, cancellationToken);

    /// <summary>
    /// The mailbox has another push identity now. What was sent under this one may still be on its way, so that it stays known until
    /// <see cref="ForgetPushIdentitiesAsync"/>.
    /// </summary>
    public Task RetirePushIdentityAsync(MailProviderName provider, string identity, MailboxId mailbox, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var key = keys.PushIdentity(provider, identity);
        return table.UpsertAsync(new Row(mailbox.Value, FirstRetired + key) { ["key"] = key, ["retiredAt"] = now }, cancellationToken);
    }

    /// <summary>Forgets push identities that were retired before then. One that has come back into use is only struck from the list.</summary>
    public async Task ForgetPushIdentitiesAsync(Mailbox mailbox, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var current = mailbox.PushIdentity is { } identity ? keys.PushIdentity(mailbox.Provider, identity) : null;
        await foreach (var row in table.QueryAsync(mailbox.Id.Value, FirstRetired, AfterRetired, cancellationToken))
        {
            if (row.Time("retiredAt") >= before || row.String("key") is not { } key)
                continue;
            var push = key == current ? null : await table.GetAsync(key, "push", cancellationToken);
            if (push is not null && push.String("mailbox") == mailbox.Id.Value)
                await table.DeleteAsync(key, "push", push.ETag, cancellationToken);
            await table.DeleteAsync(mailbox.Id.Value, row.RowKey, row.ETag, cancellationToken);
        }
    }

    /// <summary>The connection whose user has this logging address (R14); null for an address that nobody has.</summary>
    public async Task<Connection?> FindByLoggingAddressAsync(EmailAddress address, CancellationToken cancellationToken)
    {
        var row = await table.GetAsync(keys.LoggingAddress(address.MatchKey), "logging", cancellationToken);
        return row is null
            ? null
            : await GetConnectionAsync(new LocationId(row.String("location") ?? ""), new UserId(row.String("user") ?? ""), cancellationToken);
    }

    public Task SaveLoggingAddressAsync(EmailAddress address, LocationId location, UserId user, CancellationToken cancellationToken) =>
        table.UpsertAsync(
            new Row(keys.LoggingAddress(address.MatchKey), "logging") { ["location"] = location.Value, ["user"] = user.Value }, cancellationToken);

    public async Task<Connection?> GetConnectionAsync(LocationId location, UserId user, CancellationToken cancellationToken)
    {
        var row = await table.GetAsync(keys.Connection(location, user), "connection", cancellationToken);
        return row is null ? null : ReadConnection(row);
    }

    /// <summary>
    /// The connection's own row is the truth and is written last: a row under the mailbox that it does not confirm is a leftover of an interrupted call
    /// and is passed over by <see cref="ConnectionsOfAsync"/>; so is one under the location by <see cref="ConnectionsInAsync"/>.
    /// </summary>
    public async Task SaveConnectionAsync(Connection connection, CancellationToken cancellationToken)
    {
        var own = keys.Connection(connection.Location, connection.User);
        await table.UpsertAsync(Fill(new Row(connection.Mailbox.Value, FirstConnection + own), connection), cancellationToken);
        await table.UpsertAsync(Fill(new Row(keys.Connections(connection.Location), own), connection), cancellationToken);
        await table.UpsertAsync(Fill(new Row(own, "connection"), connection), cancellationToken);
    }

    /// <summary>Connections of a mailbox, oldest first.</summary>
    public async Task<IReadOnlyList<Connection>> ConnectionsOfAsync(MailboxId mailbox, CancellationToken cancellationToken) =>
        (await FindConnectedAsync(mailbox, cancellationToken)).Connections;

    /// <summary>A mailbox, null where it is unknown, and its connections, oldest first; of its rows in one request.</summary>
    public async Task<(Mailbox? Mailbox, IReadOnlyList<Connection> Connections)> FindConnectedAsync(MailboxId id, CancellationToken cancellationToken)
    {
        Mailbox? mailbox = null;
        var candidates = new List<Connection>();
        await foreach (var row in table.QueryAsync(id.Value, FirstConnection, AfterMailbox, cancellationToken))
        {
            if (row.RowKey == MailboxRow)
                mailbox = Read(id, row);
            else if (row.RowKey.StartsWith(FirstConnection, StringComparison.Ordinal))
                candidates.Add(ReadConnection(row));
        }

        var connections = new List<Connection>();
        foreach (var connection in candidates)
        {
            if (await IsCurrentAsync(connection, cancellationToken))
                connections.Add(connection);
        }
        return (mailbox, [.. connections.OrderBy(c => c.ConnectedAt)]);
    }

    /// <summary>Connections of a location, oldest first.</summary>
    public async Task<IReadOnlyList<Connection>> ConnectionsInAsync(LocationId location, CancellationToken cancellationToken)
    {
        var candidates = new List<Connection>();
        await foreach (var row in table.QueryAsync(keys.Connections(location), null, null, cancellationToken))
            candidates.Add(ReadConnection(row));
        var connections = new List<Connection>();
        foreach (var chunk in candidates.Chunk(ParallelReads))
        {
            var current = await Task.WhenAll(chunk.Select(c => IsCurrentAsync(c, cancellationToken)));
            connections.AddRange(chunk.Where((_, i) => current[i]));
        }
        return [.. connections.OrderBy(c => c.ConnectedAt)];
    }

    /// <summary>Invariant 7: asked right before each write that a connection stands for.</summary>
    public async Task<bool> IsCurrentAsync(Connection connection, CancellationToken cancellationToken) =>
        await GetConnectionAsync(connection.Location, connection.User, cancellationToken) is { } now
        && now.Mailbox == connection.Mailbox && now.Generation == connection.Generation;

    private static Row Fill(Row row, Connection connection)
    {
        row["location"] = connection.Location.Value;
        row["user"] = connection.User.Value;
        row["mailbox"] = connection.Mailbox.Value;
        row["connectedAt"] = connection.ConnectedAt;
        row["generation"] = connection.Generation;
        return row;
    }

    private static Connection ReadConnection(Row row) => new(
        new LocationId(row.String("location") ?? ""),
        new UserId(row.String("user") ?? ""),
        new MailboxId(row.String("mailbox") ?? ""),
        row.Time("connectedAt") ?? default,
        row.String("generation") ?? "");

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
        row.Time("reconcileAt"))
    {
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
        ["missedPushes"] = mailbox.Push.Missed,
        ["lastMiss"] = mailbox.Push.LastMiss,
        ["silentSince"] = mailbox.Push.SilentSince,
        ["probedAt"] = mailbox.Push.ProbedAt,
        ["failedWatches"] = mailbox.Push.FailedWatches,
    };
}
