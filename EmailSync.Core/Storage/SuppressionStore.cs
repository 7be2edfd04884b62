using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Suppressions;

namespace EmailSync.Core.Storage;

/// <summary>
/// Suppressed addresses, one partition per location, by keyed hash. The address itself stands in the row as it does in a contact's, and goes when the contact
/// is deleted; the hash stays, or the next import would mail to the same person again (docs/decisions/0030-suppressed-addresses.md).
/// </summary>
public sealed class SuppressionStore(ITables tables, TableKeys keys)
{
    private readonly ITable table = tables[TableNames.Suppressions];

    /// <summary>Null where the location may send to the address.</summary>
    public Task<Suppression?> FindAsync(LocationId location, EmailAddress address, CancellationToken cancellationToken) =>
        FindAsync(location, IdOf(location, address), cancellationToken);

    /// <param name="id">As <see cref="Suppression.Id"/>.</param>
    /// <inheritdoc cref="FindAsync(LocationId, EmailAddress, CancellationToken)"/>
    public async Task<Suppression?> FindAsync(LocationId location, string id, CancellationToken cancellationToken) =>
        await table.GetAsync(keys.Suppressions(location), id, cancellationToken) is { } row ? Read(row) : null;

    public string IdOf(LocationId location, EmailAddress address) => keys.Suppressed(location, address.MatchKey);

    /// <summary>What stands afterwards. May be repeated.</summary>
    public Task<Suppression> AddAsync(
        LocationId location, EmailAddress address, SuppressionReason reason, DateTimeOffset at, MessageId? message, CancellationToken cancellationToken) =>
        AddAsync(location, new Suppression(IdOf(location, address), address.Display, reason, at, message), cancellationToken);

    /// <inheritdoc cref="AddAsync(LocationId, EmailAddress, SuppressionReason, DateTimeOffset, MessageId?, CancellationToken)"/>
    public async Task<Suppression> AddAsync(LocationId location, Suppression next, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await table.GetAsync(keys.Suppressions(location), next.Id, cancellationToken);
            var before = row is null ? null : Read(row);
            var after = Suppression.Joined(before, next);
            if (after == before)
                return after;
            var written = row is null
                ? await table.InsertAsync(Write(location, after), cancellationToken)
                : await table.ReplaceAsync(Write(location, after), row.ETag!, cancellationToken);
            if (written is not null)
                return after;
        }
    }

    /// <summary>Takes away what stands when it is asked for; who unsubscribes in between was not meant, and stays. False when there was nothing.</summary>
    public async Task<bool> RemoveAsync(LocationId location, string id, CancellationToken cancellationToken)
    {
        Suppression? asked = null;
        while (await table.GetAsync(keys.Suppressions(location), id, cancellationToken) is { } row)
        {
            var stands = Read(row);
            asked ??= stands;
            if ((stands.Reason, stands.Since) != (asked.Reason, asked.Since) || await table.DeleteAsync(row.PartitionKey, row.RowKey, row.ETag, cancellationToken))
                return true;
        }
        return asked is not null;
    }

    /// <summary>In the order of their ids, behind <paramref name="after"/> where that is given.</summary>
    public async Task<IReadOnlyList<Suppression>> ListAsync(LocationId location, string? after, int limit, CancellationToken cancellationToken)
    {
        var found = new List<Suppression>();
        await foreach (var row in table.QueryAsync(keys.Suppressions(location), after is null ? null : after + "!", null, cancellationToken))
        {
            found.Add(Read(row));
            if (found.Count == limit)
                break;
        }
        return found;
    }

    /// <summary>R27: no contact has the address any more. That nothing is to be sent to it stays, by its hash alone.</summary>
    public Task ForgetAddressAsync(LocationId location, string matchKey, CancellationToken cancellationToken) =>
        ChangeAsync(location, keys.Suppressed(location, matchKey), s => s with { Email = null, Message = null }, cancellationToken);

    /// <summary>R27: the message is being erased.</summary>
    public async Task ForgetMessageAsync(SyncedMessage message, CancellationToken cancellationToken)
    {
        if (message.Direction != Direction.Outbound)
            return;
        foreach (var matchKey in Reports.Bounce.RecipientsOf(message).Keys)
        {
            await ChangeAsync(
                message.Location, keys.Suppressed(message.Location, matchKey), s => s.Message == message.Id ? s with { Message = null } : s, cancellationToken);
        }
    }

    /// <summary>R27: the location is deleted. True when there may be more.</summary>
    public async Task<bool> EraseAsync(LocationId location, int limit, CancellationToken cancellationToken)
    {
        var page = await ListAsync(location, after: null, limit, cancellationToken);
        foreach (var suppression in page)
            await table.DeleteAsync(keys.Suppressions(location), suppression.Id, null, cancellationToken);
        return page.Count > 0;
    }

    private async Task ChangeAsync(LocationId location, string id, Func<Suppression, Suppression> change, CancellationToken cancellationToken)
    {
        while (await table.GetAsync(keys.Suppressions(location), id, cancellationToken) is { } row)
        {
            var before = Read(row);
            var after = change(before);
            if (after == before || await table.ReplaceAsync(Write(location, after), row.ETag!, cancellationToken) is not null)
                return;
        }
    }

    private Row Write(LocationId location, Suppression suppression) => new(keys.Suppressions(location), suppression.Id)
    {
        ["email"] = suppression.Email,
        ["reason"] = suppression.Reason.ToString(),
        ["since"] = suppression.Since,
        ["message"] = suppression.Message?.Value,
    };

    private static Suppression Read(Row row) => new(
        row.RowKey,
        row.String("email"),
        Enum.Parse<SuppressionReason>(row.String("reason") ?? ""),
        row.Time("since") ?? default,
        MessageId.TryParse(row.String("message"), out var message) ? message : null);
}
