using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync.Rules;
using EmailSync.Core.Threads;

namespace EmailSync.Core.Sync;

/// <summary>
/// Gathers the facts for one message and connection, and no more of them than the rules will look at: a storage read per message that decides nothing
/// is paid for by every newsletter.
/// </summary>
public sealed class SyncFactsReader(DirectoryStore directory, ThreadIndex threads)
{
    /// <summary>Addresses per mail that are looked up; hostile mail has thousands.</summary>
    private const int MaxAddresses = 200;

    private const int ParallelReads = 8;

    public async Task<SyncFacts> ReadAsync(SyncTarget target, ConnectedLocation connected, MessageHeaders headers, CancellationToken cancellationToken)
    {
        var (connection, location) = connected;
        var envelope = headers.Envelope;
        var facts = new SyncFacts
        {
            Placement = headers.Placement,
            ReceivedAt = headers.ReceivedAt,
            ConnectedAt = connection.ConnectedAt,
            User = connection.User,
            IsAutomatic = envelope.IsAutomatic,
            Assignment = target.AssignmentFor(location),
            MultiLocation = target.MultiLocation,
        };
        if (SyncRules.IsDecided(facts))
            return facts;

        facts = facts with { Thread = await FindThreadAsync(target, connected, headers, cancellationToken) };
        if (SyncRules.IsDecided(facts))
            return facts;

        if (headers.Placement.HasFlag(Placement.Sent))
            return await WithRecipientsAsync(facts, location.Id, envelope, cancellationToken);

        facts = facts with { From = await OwnersUntilFoundAsync(location.Id, envelope.From, cancellationToken) };
        return facts.From.Any(o => o.First is not null) ? facts : await WithRecipientsAsync(facts, location.Id, envelope, cancellationToken);
    }

    private async Task<SyncFacts> WithRecipientsAsync(SyncFacts facts, LocationId location, Envelope envelope, CancellationToken cancellationToken)
    {
        facts = facts with { To = await OwnersUntilFoundAsync(location, envelope.To, cancellationToken) };
        if (!facts.To.Any(o => o.First is not null))
            facts = facts with { Cc = await OwnersUntilFoundAsync(location, envelope.Cc, cancellationToken) };
        if (!facts.To.Concat(facts.Cc).Any(o => o.First is not null))
            facts = facts with { Bcc = await OwnersUntilFoundAsync(location, envelope.Bcc, cancellationToken) };
        return facts;
    }

    /// <summary>Header order, ended by the first address of a contact: no rule looks behind it.</summary>
    private async Task<IReadOnlyList<AddressOwners>> OwnersUntilFoundAsync(
        LocationId location, IReadOnlyList<MailAddress> addresses, CancellationToken cancellationToken)
    {
        var found = new List<AddressOwners>();
        foreach (var chunk in addresses.Take(MaxAddresses).Chunk(ParallelReads))
        {
            var owners = await Task.WhenAll(chunk.Select(a => OwnersOfAsync(location, a, cancellationToken)));
            found.AddRange(owners);
            if (owners.Any(o => o.First is not null))
                break;
        }
        return found;
    }

    private Task<AddressOwners> OwnersOfAsync(LocationId location, MailAddress address, CancellationToken cancellationToken) =>
        EmailAddress.TryParse(address.Address, out var parsed)
            ? directory.OwnersOfAsync(location, parsed, cancellationToken)
            : Task.FromResult(AddressOwners.None);

    private async Task<ThreadMatch?> FindThreadAsync(
        SyncTarget target, ConnectedLocation connected, MessageHeaders headers, CancellationToken cancellationToken)
    {
        var location = connected.Location.Id;
        var byProviderThread = headers.StartsThread
            ? []
            : await threads.FindByProviderThreadAsync(location, target.Mailbox.Id, headers.Thread, cancellationToken);
        var byAncestor = new List<IReadOnlyList<KnownThread>>();
        foreach (var chunk in ThreadMatcher.Ancestors(headers.Envelope).Chunk(ParallelReads))
        {
            var known = await Task.WhenAll(chunk.Select(id => threads.FindByMessageIdAsync(location, id, cancellationToken)));
            byAncestor.AddRange(known);
            if (known.Any(k => k.Count > 0))
                break;
        }
        return ThreadMatcher.Match(byAncestor, byProviderThread);
    }
}
