using EmailSync.Core.Conversations;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Sync;

namespace EmailSync.Core.Storage;

/// <summary>Our message by the provider's: written last, so that a row here says that everything of the message is stored for this connection.</summary>
public sealed class MessageIndex(ITables tables, TableKeys keys)
{
    private readonly ITable table = tables[TableNames.MessageIndex];

    public async Task<IndexedMessage?> FindAsync(Connection connection, ProviderMessageId message, CancellationToken cancellationToken)
    {
        var row = await table.GetAsync(
            keys.ProviderMessage(connection.Mailbox, message), keys.Connection(connection.Location, connection.User), cancellationToken);
        return row is not null && MessageId.TryParse(row.String("message"), out var id)
            ? new IndexedMessage(
                id,
                Enum.Parse<Reason>(row.String("reason") ?? ""),
                row.String("rule") ?? "",
                row.Time("decidedAt") ?? default,
                row.Time("providerTime") ?? default,
                row.String("messageIdHeader"))
            {
                Addresses = row.String("addresses"),
            }
            : null;
    }

    public Task RemoveAsync(Connection connection, ProviderMessageId message, CancellationToken cancellationToken) =>
        table.DeleteAsync(keys.ProviderMessage(connection.Mailbox, message), keys.Connection(connection.Location, connection.User), null, cancellationToken);

    public Task SaveAsync(Connection connection, ProviderMessageId message, IndexedMessage indexed, CancellationToken cancellationToken)
    {
        var row = new Row(keys.ProviderMessage(connection.Mailbox, message), keys.Connection(connection.Location, connection.User))
        {
            ["message"] = indexed.Message.Value,
            ["reason"] = indexed.Reason.ToString(),
            ["rule"] = indexed.Rule,
            ["decidedAt"] = indexed.DecidedAt,
            ["providerTime"] = indexed.ProviderTime,
            ["messageIdHeader"] = indexed.MessageIdHeader,
            ["addresses"] = indexed.Addresses,
        };
        return table.UpsertAsync(row, cancellationToken);
    }
}
