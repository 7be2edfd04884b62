using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Storage;

/// <summary>The identities that notifications name mailboxes by: an address at Gmail, a subscription at Graph.</summary>
public sealed class PushIdentities(ITables tables, TableKeys keys)
{
    private const string PushRow = "push";

    // Behind the mailbox, so that no look reads them.
    private const string FirstRetired = "old-push-";
    private const string AfterRetired = "old-push.";

    private readonly ITable table = tables[TableNames.Mailboxes];

    public async Task<MailboxId?> FindAsync(MailProviderName provider, string identity, CancellationToken cancellationToken)
    {
        var row = await table.GetAsync(keys.PushIdentity(provider, identity), PushRow, cancellationToken);
        return row?.String("mailbox") is { } id ? new MailboxId(id) : null;
    }

    public Task SaveAsync(MailProviderName provider, string identity, MailboxId mailbox, CancellationToken cancellationToken) =>
        table.UpsertAsync(new Row(keys.PushIdentity(provider, identity), PushRow) { ["mailbox"] = mailbox.Value }, cancellationToken);

    /// <summary>One that was given to another mailbox meanwhile stays.</summary>
    public Task RemoveAsync(MailProviderName provider, string identity, MailboxId mailbox, CancellationToken cancellationToken) =>
        RemoveAsync(keys.PushIdentity(provider, identity), mailbox, cancellationToken);

    /// <summary>
    /// The mailbox has another push identity now. What was sent under this one may still be on its way, so that it stays known until <see cref="ForgetRetiredAsync"/>.
    /// </summary>
    public Task RetireAsync(MailProviderName provider, string identity, MailboxId mailbox, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var key = keys.PushIdentity(provider, identity);
        return table.UpsertAsync(new Row(mailbox.Value, FirstRetired + key) { ["key"] = key, ["retiredAt"] = now }, cancellationToken);
    }

    /// <summary>Forgets those that were retired before then. One that has come back into use is only struck from the list.</summary>
    public async Task ForgetRetiredAsync(Mailbox mailbox, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var current = mailbox.PushIdentity is { } identity ? keys.PushIdentity(mailbox.Provider, identity) : null;
        await foreach (var row in table.QueryAsync(mailbox.Id.Value, FirstRetired, AfterRetired, cancellationToken))
        {
            if (row.Time("retiredAt") >= before || row.String("key") is not { } key)
                continue;
            if (key != current)
                await RemoveAsync(key, mailbox.Id, cancellationToken);
            await table.DeleteAsync(mailbox.Id.Value, row.RowKey, row.ETag, cancellationToken);
        }
    }

    private async Task RemoveAsync(string key, MailboxId mailbox, CancellationToken cancellationToken)
    {
        if (await table.GetAsync(key, PushRow, cancellationToken) is { } row && row.String("mailbox") == mailbox.Value)
            await table.DeleteAsync(key, PushRow, row.ETag, cancellationToken);
    }
}
