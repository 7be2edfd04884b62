using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Sync;

namespace EmailSync.Core.Storage;

/// <summary>Our message by the provider's: written last, so that a row here says that everything of the message in this location is stored.</summary>
public sealed class MessageIndex(ITables tables, TableKeys keys)
{
    private readonly ITable table = tables[TableNames.MessageIndex];

    public async Task<IndexedMessage?> FindAsync(LocationId location, MailboxId mailbox, ProviderMessageId message, CancellationToken cancellationToken)
    {
        var row = await table.GetAsync(keys.ProviderMessage(mailbox, message), keys.Location(location), cancellationToken);
        return row is not null && MessageId.TryParse(row.String("message"), out var id)
            ? new IndexedMessage(id, Enum.TryParse<Reason>(row.String("reason"), out var reason) ? reason : Reason.ThreadIsSynced, row.String("rule") ?? "")
            : null;
    }

    public Task SaveAsync(
        LocationId location, MailboxId mailbox, ProviderMessageId message, IndexedMessage indexed, CancellationToken cancellationToken)
    {
        var row = new Row(keys.ProviderMessage(mailbox, message), keys.Location(location))
        {
            ["message"] = indexed.Message.Value,
            ["reason"] = indexed.Reason.ToString(),
            ["rule"] = indexed.Rule,
        };
        return table.UpsertAsync(row, cancellationToken);
    }
}
