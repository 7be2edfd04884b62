using System.Text.Json;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Sync;

namespace EmailSync.Core.Storage;

/// <summary>
/// Orders to fill in (B4): one row for each mailbox, location and address, so that two orders for one address are one. It keeps how far the listing has
/// got; an order that is given again begins anew, since what it found before may be decided otherwise now.
/// </summary>
public sealed class FillInStore(ITables tables, TableKeys keys)
{
    internal const string IntentRow = "fill-in";
    private const int BatchSize = 100;

    private readonly ITable table = tables[TableNames.Mailboxes];
    private readonly ITable contacts = tables[TableNames.Directory];

    public async Task OrderAsync(MailboxId mailbox, LocationId location, IEnumerable<EmailAddress> addresses, CancellationToken cancellationToken)
    {
        var rows = addresses.Distinct().Select(a => new Row(keys.FillIns(mailbox), keys.Address(location, a.MatchKey))
        {
            ["location"] = location.Value,
            ["address"] = a.Display,
        });
        foreach (var batch in rows.Chunk(BatchSize))
            await table.TransactAsync([.. batch.Select(r => new RowOperation.Upsert(r))], cancellationToken);
    }

    /// <summary>An order of this mailbox, or null when there is none left.</summary>
    /// <param name="mailbox">Which mailbox.</param>
    /// <param name="pausedIn">Locations whose orders wait.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<FillInOrder?> FirstAsync(MailboxId mailbox, IReadOnlyCollection<LocationId> pausedIn, CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync(keys.FillIns(mailbox), null, null, cancellationToken))
        {
            if (pausedIn.Contains(new LocationId(row.String("location") ?? "")))
                continue;
            if (EmailAddress.TryParse(row.String("address"), out var address))
            {
                return new FillInOrder(
                    row.RowKey, new LocationId(row.String("location") ?? ""), address, row.String("page"), (int)row.Long("restarts"), row.ETag!);
            }
            await table.DeleteAsync(row.PartitionKey, row.RowKey, row.ETag, cancellationToken);
        }
        return null;
    }

    /// <summary>
    /// Notes which page follows the one that was just read, without going there yet: a page's link may hold the address, which must not travel through
    /// durable history. Gives the order's new version; null when it was given anew meanwhile.
    /// </summary>
    public Task<string?> NoteNextAsync(MailboxId mailbox, FillInOrder order, string next, CancellationToken cancellationToken) =>
        table.ReplaceAsync(Write(mailbox, order, order.Page, next, order.Restarts), order.Version, cancellationToken);

    /// <summary>Lists from the beginning again, because the provider no longer knows the page.</summary>
    public Task RestartAsync(MailboxId mailbox, FillInOrder order, CancellationToken cancellationToken) =>
        table.ReplaceAsync(Write(mailbox, order, null, null, order.Restarts + 1), order.Version, cancellationToken);

    /// <summary>All of the page has a durable outcome. False when the order was given anew or moved on meanwhile.</summary>
    public async Task<bool> MoveAsync(MailboxId mailbox, FillInStep step, CancellationToken cancellationToken)
    {
        var pk = keys.FillIns(mailbox);
        if (step.Ends)
            return await table.DeleteAsync(pk, step.Order, step.Version, cancellationToken);
        if (await table.GetAsync(pk, step.Order, cancellationToken) is not { } row || row.ETag != step.Version)
            return false;
        row["page"] = row.String("next");
        row["next"] = null;
        return await table.ReplaceAsync(row, step.Version, cancellationToken) is not null;
    }

    /// <summary>R27: nobody has the address any more for whom older mail would be wanted.</summary>
    public Task CancelAsync(MailboxId mailbox, LocationId location, string matchKey, CancellationToken cancellationToken) =>
        table.DeleteAsync(keys.FillIns(mailbox), keys.Address(location, matchKey), null, cancellationToken);

    /// <summary>R27: what one location wants of the mailbox. Another's orders stay.</summary>
    public async Task RemoveOrdersAsync(MailboxId mailbox, LocationId location, CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync(keys.FillIns(mailbox), null, null, cancellationToken))
        {
            if (row.String("location") == location.Value)
                await table.DeleteAsync(row.PartitionKey, row.RowKey, null, cancellationToken);
        }
    }

    public async Task RemoveOrdersAsync(MailboxId mailbox, CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync(keys.FillIns(mailbox), null, null, cancellationToken))
            await table.DeleteAsync(row.PartitionKey, row.RowKey, null, cancellationToken);
    }

    /// <summary>What a change of a contact calls for, kept until it is ordered everywhere. Gives the version of the row.</summary>
    public Task<string> SaveIntentAsync(FillInIntent intent, CancellationToken cancellationToken) =>
        contacts.UpsertAsync(
            new Row(keys.Contact(intent.Location, intent.Contact), IntentRow)
            {
                ["location"] = intent.Location.Value,
                ["contact"] = intent.Contact.Value,
                ["addresses"] = JsonSerializer.Serialize([.. intent.Addresses], StorageJson.Default.ListString),
                ["only"] = intent.Only?.Value,
            },
            cancellationToken);

    /// <param name="subject">As <see cref="TableKeys.Contact"/> names the contact.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<FillInIntent?> FindIntentAsync(string subject, CancellationToken cancellationToken) =>
        await contacts.GetAsync(subject, IntentRow, cancellationToken) is { } row
            ? new FillInIntent(
                new LocationId(row.String("location") ?? ""),
                new ContactId(row.String("contact") ?? ""),
                StorageJson.Read(row.String("addresses") ?? "[]", StorageJson.Default.ListString),
                row.String("only") is { } user ? new UserId(user) : null,
                row.ETag)
            : null;

    /// <summary>One that was saved anew since stays.</summary>
    public Task RemoveIntentAsync(FillInIntent intent, CancellationToken cancellationToken) =>
        contacts.DeleteAsync(keys.Contact(intent.Location, intent.Contact), IntentRow, intent.Version, cancellationToken);

    private Row Write(MailboxId mailbox, FillInOrder order, string? page, string? next, int restarts) => new(keys.FillIns(mailbox), order.Key)
    {
        ["location"] = order.Location.Value,
        ["address"] = order.Address.Display,
        ["page"] = page,
        ["next"] = next,
        ["restarts"] = restarts,
    };
}
