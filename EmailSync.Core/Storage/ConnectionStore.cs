using EmailSync.Core.Crm;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Storage;

/// <summary>
/// The partition of a connection (location, user): what stands now, what has ended and is still being wound up, and the events that tell the CRM of it.
/// Every change is one transaction under the version of the connection's row, so that a change and its event exist together or not at all.
/// </summary>
public sealed class ConnectionStore(ITables tables, TableKeys keys) : IEventSource
{
    internal const string ConnectionRow = "connection";
    private const string EndedRows = "ended-";
    private const string AfterEnded = "ended.";
    private const string AddressRows = "addresses-";
    private const char SubjectMark = '-';

    private readonly ITable table = tables[TableNames.Mailboxes];

    public EventStream StreamOf(Connection connection) => EventStream.OfConnection(Partition(connection));

    /// <summary>Names an ended connection in due work.</summary>
    public string SubjectOf(Connection connection) => Partition(connection) + SubjectMark + connection.Generation;

    /// <summary>Live or ended; null where the user was never connected in the location.</summary>
    public async Task<ConnectionState?> GetAsync(LocationId location, UserId user, CancellationToken cancellationToken) =>
        await table.GetAsync(keys.Connection(location, user), ConnectionRow, cancellationToken) is { } row ? Read(row) : null;

    /// <param name="subject">As <see cref="SubjectOf"/> names it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Null when it has not ended, or all of it is wound up.</returns>
    public async Task<EndedConnection?> FindEndedAsync(string subject, CancellationToken cancellationToken)
    {
        var mark = subject.IndexOf(SubjectMark, StringComparison.Ordinal);
        if (mark < 0 || await table.GetAsync(subject[..mark], EndedRows + subject[(mark + 1)..], cancellationToken) is not { } row)
            return null;
        return new EndedConnection(MailboxStore.ReadConnection(row), row.Time("endedAt") ?? default);
    }

    /// <param name="location">Of which location.</param>
    /// <param name="user">Of which user.</param>
    /// <param name="generation">The generation that has ended.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <inheritdoc cref="FindEndedAsync(string, CancellationToken)"/>
    public Task<EndedConnection?> FindEndedAsync(LocationId location, UserId user, string generation, CancellationToken cancellationToken) =>
        FindEndedAsync(keys.Connection(location, user) + SubjectMark + generation, cancellationToken);

    /// <summary>False when somebody else changed the connection since <paramref name="after"/> was read.</summary>
    /// <param name="after">Its next state, under the version that it was read with; null leaves it as it is.</param>
    /// <param name="tell">The event that tells of it, or null.</param>
    /// <param name="ends">The connection that ends with this change, or null.</param>
    /// <param name="woundUp">An ended connection that leaves nothing to be done any more, or null.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<bool> WriteAsync(
        ConnectionState after, ConnectionEvent? tell, EndedConnection? ends, EndedConnection? woundUp, CancellationToken cancellationToken)
    {
        var sequence = after.Sequence + (tell is null ? 0 : 1);
        var row = Write(after with { Sequence = sequence });
        List<RowOperation> operations = [after.Version is { } version ? new RowOperation.Replace(row, version) : new RowOperation.Insert(row)];
        if (tell is not null)
        {
            var told = OutboxRows.New(row.PartitionKey, sequence, tell.Type, tell.At);
            told["mailbox"] = after.Connection.Mailbox.Value;
            told["reason"] = tell.Reason;
            operations.Add(new RowOperation.Insert(told));
        }
        if (ends is not null)
        {
            var ended = MailboxStore.Fill(new Row(row.PartitionKey, EndedRows + ends.Connection.Generation), ends.Connection);
            ended["endedAt"] = ends.EndedAt;
            operations.Add(new RowOperation.Insert(ended));
        }
        if (woundUp is not null)
        {
            if (await table.GetAsync(row.PartitionKey, EndedRows + woundUp.Connection.Generation, cancellationToken) is not { } gone)
                return true;
            operations.Add(new RowOperation.Delete(gone.PartitionKey, gone.RowKey, gone.ETag!));
        }
        return await table.TransactAsync(operations, cancellationToken);
    }

    /// <summary>Takes away what says that something is left to do, where the connection itself is gone without a trace.</summary>
    public Task RemoveEndedAsync(Connection ended, CancellationToken cancellationToken) =>
        table.DeleteAsync(Partition(ended), EndedRows + ended.Generation, null, cancellationToken);

    /// <summary>Some connection of the user, to whichever mailbox, has ended and is not wound up.</summary>
    internal async Task<bool> IsBeingWoundUpAsync(LocationId location, UserId user, CancellationToken cancellationToken)
    {
        await foreach (var _ in table.QueryAsync(keys.Connection(location, user), EndedRows, AfterEnded, cancellationToken))
            return true;
        return false;
    }

    /// <summary>The CRM has not confirmed all that it was to be told of the user's connections.</summary>
    internal Task<bool> HasEventsAsync(LocationId location, UserId user, CancellationToken cancellationToken) =>
        OutboxRows.AreAnyAsync(table, keys.Connection(location, user), cancellationToken);

    /// <summary>Whose connection stands, or stood, there; null when none does.</summary>
    internal async Task<(LocationId Location, UserId User)?> FindOwnerAsync(string partition, CancellationToken cancellationToken) =>
        await table.GetAsync(partition, ConnectionRow, cancellationToken) is { } row && MailboxStore.ReadConnection(row) is var connection
            ? (connection.Location, connection.User)
            : null;

    /// <summary>R27: what stands of a deleted user's connections. The row by which somebody would connect again goes last, and only as it was read.</summary>
    /// <returns>False when the user is connected, or has just become so.</returns>
    internal async Task<bool> ForgetAsync(LocationId location, UserId user, CancellationToken cancellationToken)
    {
        var partition = keys.Connection(location, user);
        var standing = await table.GetAsync(partition, ConnectionRow, cancellationToken);
        if (standing is not null && standing.Time("disconnectedAt") is null)
            return false;
        var beside = new List<RowOperation>();
        await foreach (var row in table.QueryAsync(partition, null, null, cancellationToken))
        {
            if (row.RowKey != ConnectionRow)
                beside.Add(new RowOperation.Delete(partition, row.RowKey, row.ETag!));
        }
        foreach (var some in beside.Chunk(RowRules.MaxOperations))
        {
            if (!await table.TransactAsync(some, cancellationToken))
                return false;
        }
        return standing is null || await table.DeleteAsync(partition, ConnectionRow, standing.ETag, cancellationToken);
    }

    /// <summary>R27: what stands of a user's connections, events that nobody hears any more too; not the addresses, which each of them has made.</summary>
    internal async Task RemoveAllAsync(LocationId location, UserId user, CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync(keys.Connection(location, user), null, null, cancellationToken))
        {
            if (row.RowKey.StartsWith(AddressRows, StringComparison.Ordinal))
                continue;
            await table.DeleteAsync(row.PartitionKey, row.RowKey, row.ETag, cancellationToken);
        }
    }

    /// <summary>The addresses that the connection made a user's own (R15), so that the same can be taken away again.</summary>
    public Task SaveAddressesAsync(Connection connection, IEnumerable<string> addresses, CancellationToken cancellationToken) =>
        table.UpsertAsync(
            new Row(Partition(connection), AddressRows + connection.Mailbox.Value) { ["addresses"] = string.Join('\n', addresses) }, cancellationToken);

    public async Task<IReadOnlyList<string>> AddressesOfAsync(Connection connection, CancellationToken cancellationToken) =>
        await table.GetAsync(Partition(connection), AddressRows + connection.Mailbox.Value, cancellationToken) is { } row
            ? (row.String("addresses") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : [];

    public Task RemoveAddressesAsync(Connection connection, CancellationToken cancellationToken) =>
        table.DeleteAsync(Partition(connection), AddressRows + connection.Mailbox.Value, null, cancellationToken);

    public async Task<EventOwner?> OwnerOfAsync(EventStream stream, CancellationToken cancellationToken) =>
        await table.GetAsync(stream.Partition, ConnectionRow, cancellationToken) is { } row && MailboxStore.ReadConnection(row) is var connection
            ? new EventOwner(connection.Location, Contact: null, connection.User)
            : null;

    public IAsyncEnumerable<OutboxEvent> ListOutboxAsync(EventStream stream, CancellationToken cancellationToken) =>
        OutboxRows.ListAsync(table, stream, cancellationToken);

    public Task RemoveFromOutboxAsync(OutboxEvent delivered, CancellationToken cancellationToken) =>
        OutboxRows.RemoveAsync(table, delivered, cancellationToken);

    public Task NoteFailureAsync(OutboxEvent failed, CancellationToken cancellationToken) => OutboxRows.NoteFailureAsync(table, failed, cancellationToken);

    private string Partition(Connection connection) => keys.Connection(connection.Location, connection.User);

    private Row Write(ConnectionState state)
    {
        var row = MailboxStore.Fill(new Row(Partition(state.Connection), ConnectionRow), state.Connection);
        row["endedAt"] = state.EndedAt;
        row["disconnectedAt"] = state.DisconnectedAt;
        row["told"] = state.Told.ToString();
        row["sequence"] = state.Sequence;
        return row;
    }

    private static ConnectionState Read(Row row) => new(MailboxStore.ReadConnection(row))
    {
        Version = row.ETag,
        EndedAt = row.Time("endedAt"),
        DisconnectedAt = row.Time("disconnectedAt"),
        Told = Enum.TryParse<MailboxStatus>(row.String("told"), out var told) ? told : MailboxStatus.Connected,
        Sequence = row.Long("sequence"),
    };
}
