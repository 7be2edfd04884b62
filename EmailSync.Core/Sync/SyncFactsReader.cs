using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync.Rules;
using EmailSync.Core.Threads;

namespace EmailSync.Core.Sync;

/// <summary>
/// Gathers the facts for one message and connection, and no more of them than the rules will look at: a storage read per message that decides nothing
/// is paid for by every newsletter.
/// </summary>
public sealed class SyncFactsReader(AddressIndex addresses, ThreadLookup threads, ThreadIndex index, LoggingAddresses logging, TableKeys keys)
{
    /// <summary>Addresses per header that are looked up; hostile mail has thousands.</summary>
    private const int MaxAddresses = 200;

    private const int ParallelReads = 8;

    /// <param name="seen">What is known of the message beside its headers.</param>
    public async Task<SyncFacts> ReadAsync(
        SyncTarget target, ConnectedLocation connected, MessageHeaders headers, BesideHeaders seen, CancellationToken cancellationToken)
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
            TwoWaySync = target.IsTwoWay(location),
            Assignment = target.AssignmentFor(location),
            MultiLocation = target.MultiLocation,
            SentElsewhere = seen.SentElsewhere,
            IsLoggingBounce = seen.IsLoggingBounce,
        };
        if (SyncRules.IsDecidedWithoutPeople(facts))
            return facts;

        facts = facts with { Thread = await threads.FindAsync(location.Id, target.Mailbox.Id, target.MultiLocation, headers, cancellationToken) };
        if (SyncRules.IsDecidedWithoutPeople(facts))
            return facts;

        var people = new People(location.Id, facts.Thread?.State, keys.ProviderMessage(target.Mailbox.Id, headers.Id));
        if (SyncRules.IsOutbound(facts))
        {
            facts = facts with { IsLogged = await IsLoggedAsync(connection, envelope, cancellationToken) };
        }
        else
        {
            facts = facts with { From = await ReadAsync(people, envelope.From, cancellationToken) };
            if (SyncRules.IsDecidedBySender(facts))
                return facts;
        }
        return facts with
        {
            To = await ReadAsync(people, envelope.To, cancellationToken),
            Cc = await ReadAsync(people, envelope.Cc, cancellationToken),
            Bcc = await ReadAsync(people, envelope.Bcc, cancellationToken),
        };
    }

    /// <summary>The copy in Sent may not show who got it blind: then the mail itself, which came in at the logging address, is the witness.</summary>
    private async Task<bool> IsLoggedAsync(Connection connection, Envelope envelope, CancellationToken cancellationToken)
    {
        if (logging.Of(connection.Location, connection.User) is not { } own)
            return false;
        return envelope.Cc.Concat(envelope.Bcc).Any(a => LoggingAddresses.Same(a.Address, own))
            || (envelope.MessageId is { } id && await index.IsLoggedAsync(connection.Location, id, connection.User, cancellationToken));
    }

    private sealed record People(LocationId Location, ThreadRecord? Thread, string CreatedFor);

    private async Task<IReadOnlyList<Correspondent>> ReadAsync(
        People people, IReadOnlyList<MailAddress> header, CancellationToken cancellationToken)
    {
        var found = new List<Correspondent>();
        foreach (var chunk in header.Take(MaxAddresses).Chunk(ParallelReads))
            found.AddRange(await Task.WhenAll(chunk.Select(address => ReadAsync(people, address, cancellationToken))));
        return found;
    }

    private async Task<Correspondent> ReadAsync(People people, MailAddress written, CancellationToken cancellationToken)
    {
        if (!EmailAddress.TryParse(written.Address, out var address))
            return Correspondent.Unknown;
        if (logging.IsOne(written.Address))
            return Correspondent.Unknown with { IsLoggingAddress = true };
        var owners = await addresses.FindAsync(people.Location, address, cancellationToken);
        return new Correspondent(owners)
        {
            IsInThread = people.Thread?.Addresses.Contains(keys.Correspondent(people.Location, address.MatchKey)) == true,
            Possible = keys.LoggedContact(people.Location, address.MatchKey),
            IsMadeForThis = owners.First?.CreatedFor == people.CreatedFor,
        };
    }
}
