using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Directory;

namespace EmailSync.Core.Storage;

/// <summary>R27: what the webhook of a location leaves behind of a conversation, or of the location itself.</summary>
public sealed class WebhookRemains(ITables tables, TableKeys keys, TargetStore targets, SetAsideStore aside, DeliveryLog deliveries)
{
    /// <summary>Before the conversation's own rows go, which lead here.</summary>
    /// <param name="location">Of which location.</param>
    /// <param name="contact">As <see cref="TableKeys.Contact"/> names it.</param>
    /// <param name="conversation">The conversation that is being erased.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task ForgetAsync(LocationId location, string contact, ConversationKey conversation, CancellationToken cancellationToken)
    {
        var stream = EventStream.Of(conversation);
        await aside.ForgetAsync(location, contact, stream, cancellationToken);
        await deliveries.ForgetAsync(location, stream, cancellationToken);
        await targets.ForgetAsync(location, stream, cancellationToken);
    }

    /// <summary>The location is deleted. True when there may be more.</summary>
    public async Task<bool> EraseAsync(LocationId location, CancellationToken cancellationToken)
    {
        foreach (var (table, partition) in Places(location))
        {
            var rows = new List<RowOperation>();
            await foreach (var row in tables[table].QueryAsync(partition, null, null, cancellationToken))
            {
                rows.Add(new RowOperation.Delete(partition, row.RowKey, row.ETag!));
                if (rows.Count == RowRules.MaxOperations)
                    break;
            }
            if (rows.Count == 0)
                continue;
            await tables[table].TransactAsync(rows, cancellationToken);
            return true;
        }
        await aside.ForgetPointersAsync(location, cancellationToken);
        await deliveries.ForgetPointersAsync(location, cancellationToken);
        return false;
    }

    public async Task<bool> AreAnyAsync(LocationId location, CancellationToken cancellationToken)
    {
        foreach (var (table, partition) in Places(location))
        {
            await foreach (var _ in tables[table].QueryAsync(partition, null, null, cancellationToken))
                return true;
        }
        return false;
    }

    private IEnumerable<(string Table, string Partition)> Places(LocationId location) =>
    [
        (TableNames.Webhooks, keys.Webhook(location)),
        (TableNames.Webhooks, keys.SetAside(location)),
        .. deliveries.Days(location).Select(day => (TableNames.Deliveries, day)),
    ];
}
