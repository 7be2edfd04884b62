using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Sync;

/// <summary>
/// B4: orders that the mail a contact would have had is looked up in the mailboxes of its location, back to each connection. The looking up is work of
/// the mailbox's own sync (<see cref="FillInReader"/>), within its budget and after new mail; what is found is decided by the ordinary rules.
/// </summary>
public sealed class FillIn(
    FillInStore store,
    DirectoryStore directory,
    MailboxStore mailboxes,
    FeedStore feeds,
    DirtyStore dirty,
    DueStore due,
    TableKeys keys,
    TimeProvider time)
{
    private const int Parallel = 8;

    /// <summary>Far longer than the call that changes a contact may take.</summary>
    private static readonly TimeSpan grace = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Before a contact is changed: notes durably what the change will call for, so that a process that dies right after it owes it still. Null when
    /// nothing is called for, the location does not want it, or nobody is connected.
    /// </summary>
    public async Task<FillInIntent?> ExpectAsync(
        Location location, ContactId contact, IReadOnlyList<string> emails, UserId? assignedTo, CancellationToken cancellationToken)
    {
        if (!location.Settings.FillIn)
            return null;
        var subject = keys.Contact(location.Id, contact);
        var planned = FillInPlan.For(location.Id, contact, await directory.GetContactAsync(location.Id, contact, cancellationToken), emails, assignedTo);
        var owed = await store.FindIntentAsync(subject, cancellationToken);
        if (FillInIntent.Join(owed, planned) is not { } intent || (await mailboxes.ConnectionsInAsync(location.Id, cancellationToken)).Count == 0)
            return null;
        await due.ScheduleAsync(DueKind.FillIn, subject, time.GetUtcNow() + grace, cancellationToken);
        return intent with { Version = await store.SaveIntentAsync(intent, cancellationToken) };
    }

    /// <summary>After the contact was changed.</summary>
    public async Task CarryOutAsync(FillInIntent? intent, CancellationToken cancellationToken)
    {
        if (intent is null)
            return;
        await OrderAsync(intent.Location, intent.Addresses, intent.Only, cancellationToken);
        await store.RemoveIntentAsync(intent, cancellationToken);
    }

    /// <summary>What a call left behind that died in between; mostly it did not.</summary>
    public async Task ResumeAsync(DueItem item, CancellationToken cancellationToken)
    {
        await CarryOutAsync(await store.FindIntentAsync(item.Subject, cancellationToken), cancellationToken);
        await due.DoneAsync(item, cancellationToken);
    }

    /// <summary>Orders for every mailbox that is connected in the location, whatever its settings say.</summary>
    /// <returns>Those mailboxes; each has been rung for.</returns>
    public Task<IReadOnlyList<MailboxId>> OrderAsync(LocationId location, IReadOnlyCollection<string> addresses, CancellationToken cancellationToken) =>
        OrderAsync(location, addresses, only: null, cancellationToken);

    /// <param name="location">Where the contact is.</param>
    /// <param name="addresses">Whose mail is looked up; an unreadable address is passed over.</param>
    /// <param name="only">The user whose mailbox alone is looked at, or null.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<IReadOnlyList<MailboxId>> OrderAsync(
        LocationId location, IReadOnlyCollection<string> addresses, UserId? only, CancellationToken cancellationToken)
    {
        var wanted = addresses.Select(a => EmailAddress.TryParse(a, out var address) ? address : (EmailAddress?)null).OfType<EmailAddress>().ToList();
        if (wanted.Count == 0)
            return [];
        var connected = (await mailboxes.ConnectionsInAsync(location, cancellationToken))
            .Where(c => only is null || c.User == only)
            .Select(c => c.Mailbox)
            .Distinct()
            .ToList();
        foreach (var chunk in connected.Chunk(Parallel))
            await Task.WhenAll(chunk.Select(mailbox => OrderAsync(mailbox, location, wanted, cancellationToken)));
        return connected;
    }

    /// <summary>The bell comes after the order: the feed's new version tells a sync that is about to end it that there is something after all.</summary>
    private async Task OrderAsync(MailboxId mailbox, LocationId location, IReadOnlyList<EmailAddress> addresses, CancellationToken cancellationToken)
    {
        await store.OrderAsync(mailbox, location, addresses, cancellationToken);
        await feeds.ResetAsync(mailbox, FillInReader.Feed, cancellationToken);
        await dirty.MarkAsync(mailbox, time.GetUtcNow(), cancellationToken);
    }
}
