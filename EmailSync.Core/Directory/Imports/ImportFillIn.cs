using System.Collections.Concurrent;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;

namespace EmailSync.Core.Directory.Imports;

/// <summary>
/// B4 for many contacts at once: what a page calls for is kept beside the page until it is ordered, and ordered in transactions of a hundred. Where nobody is
/// connected, as on a first day, it costs one look at each page.
/// </summary>
public sealed class ImportFillIn(FillIn fillIn, MailboxStore mailboxes, DirectoryStore directory, ImportContents contents)
{
    private const int AtOnce = 16;

    /// <summary>Before the contacts are changed. A page that is repeated owes what it owed: its contacts may have been changed by then.</summary>
    public async Task<IReadOnlyList<OwedFillIn>> ExpectAsync(
        Location location, ContactImport import, IReadOnlyList<ImportedContact> contacts, CancellationToken cancellationToken)
    {
        var before = await contents.ReadOwedAsync(import, cancellationToken);
        if (!location.Settings.FillIn || (await mailboxes.ConnectionsInAsync(location.Id, cancellationToken)).Count == 0)
            return before;
        var planned = new ConcurrentBag<FillInIntent>();
        await Parallel.ForEachAsync(contacts, Options(cancellationToken), async (contact, stop) =>
        {
            var id = new ContactId(contact.Id);
            var standing = await directory.GetContactAsync(location.Id, id, stop);
            var assignedTo = contact.AssignedTo is { } user ? new UserId(user) : (UserId?)null;
            if (FillInPlan.For(location.Id, id, standing, contact.Emails, assignedTo) is { } intent)
                planned.Add(intent);
        });
        IReadOnlyList<OwedFillIn> owed = [.. before, .. planned.GroupBy(i => i.Only).Select(g => new OwedFillIn(g.Key?.Value, [.. g.SelectMany(i => i.Addresses)]))];
        if (owed.Count > before.Count)
            await contents.SaveOwedAsync(import, owed, cancellationToken);
        return owed;
    }

    /// <summary>After the contacts were changed, and before the page is done with.</summary>
    public async Task CarryOutAsync(LocationId location, IReadOnlyList<OwedFillIn> owed, CancellationToken cancellationToken)
    {
        foreach (var part in owed.GroupBy(o => o.Only))
        {
            var only = part.Key is { } user ? new UserId(user) : (UserId?)null;
            await fillIn.OrderAsync(location, [.. part.SelectMany(o => o.Addresses).Distinct(StringComparer.Ordinal)], only, cancellationToken);
        }
    }

    private static ParallelOptions Options(CancellationToken cancellationToken) => new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
}
