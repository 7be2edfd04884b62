using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Threads;

/// <summary>Asks the indexes what <see cref="ThreadMatcher"/> wants to know, nearest first and no further than needed.</summary>
public sealed class ThreadLookup(ThreadIndex threads, ConversationStore conversations, AddressIndex addresses, SendLedger ledger)
{
    private const int ParallelReads = 8;

    /// <param name="shared">The mailbox is connected in several locations: mail of the others' CRMs has to be recognised (R22).</param>
    public async Task<ThreadMatch?> FindAsync(
        LocationId location, MailboxId mailbox, bool shared, MessageHeaders headers, CancellationToken cancellationToken)
    {
        var byProviderThread = headers.StartsThread
            ? ThreadsHere.None
            : await threads.FindByProviderThreadAsync(location, mailbox, headers.Thread, cancellationToken);
        var byAncestor = new List<ThreadsHere>();
        foreach (var chunk in ThreadMatcher.Ancestors(headers.Envelope).Chunk(ParallelReads))
        {
            var known = await Task.WhenAll(chunk.Select(id => ByMessageIdAsync(location, mailbox, shared, id, cancellationToken)));
            byAncestor.AddRange(known);
            if (known.Any(k => k.IsKnown))
                break;
        }

        if (byProviderThread.Threads.Count > 1)
            byProviderThread = await AsTheyStandAsync(location, byProviderThread, cancellationToken);
        var people = byProviderThread.Threads.Count > 1 && !byAncestor.Exists(a => a.IsKnown)
            ? await ContactsAsync(location, headers.Envelope, cancellationToken)
            : new HashSet<ContactId>();
        while (true)
        {
            var match = ThreadMatcher.Match(byAncestor, byProviderThread, headers.ReceivedAt, people);
            if (match?.Thread is not { } thread)
                return match;
            if (await conversations.FindThreadAsync(location, thread, cancellationToken) is { } found)
                return match with { Thread = found.Thread, State = found.State };

            // R27: its conversation is being erased, and what still leads there counts no more than if it were gone.
            byAncestor = [.. byAncestor.Select(a => Without(a, thread))];
            byProviderThread = Without(byProviderThread, thread);
        }
    }

    /// <summary>A link names whose thread it was when it was noted.</summary>
    private async Task<ThreadsHere> AsTheyStandAsync(LocationId location, ThreadsHere here, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(here.Threads.Take(ParallelReads).Select(t => conversations.FindThreadAsync(location, t, cancellationToken)));
        return here with { Threads = [.. found.Where(f => f is not null).Select(f => f!.Value.Thread), .. here.Threads.Skip(ParallelReads)] };
    }

    private static ThreadsHere Without(ThreadsHere here, KnownThread erased) =>
        here with { Threads = [.. here.Threads.Where(t => t.Thread != erased.Thread || t.Owner != erased.Owner)] };

    private async Task<ThreadsHere> ByMessageIdAsync(
        LocationId location, MailboxId mailbox, bool shared, string messageId, CancellationToken cancellationToken)
    {
        var known = await threads.FindByMessageIdAsync(location, messageId, cancellationToken);
        if (known.IsKnown || !shared || SendTokenIn(messageId) is not { } token)
            return known;

        // An answer may be read before the sent mail that it answers. Where the provider keeps our Message-ID, it says itself whose that was.
        var send = await ledger.GetAsync(token, cancellationToken);
        return send is not null && send.Mailbox == mailbox && send.Location != location ? new ThreadsHere([], send.AcceptedAt) : known;
    }

    private static string? SendTokenIn(string messageId) =>
        messageId.Length > KeyHasher.Length && messageId[KeyHasher.Length] == '@' && KeyHasher.IsHash(messageId.AsSpan(0, KeyHasher.Length))
            ? messageId[..KeyHasher.Length]
            : null;

    private async Task<HashSet<ContactId>> ContactsAsync(LocationId location, Envelope envelope, CancellationToken cancellationToken)
    {
        var contacts = new HashSet<ContactId>();
        foreach (var chunk in envelope.From.Concat(envelope.To).Concat(envelope.Cc).Concat(envelope.Bcc).Take(ParallelReads * 4).Chunk(ParallelReads))
        {
            var owners = await Task.WhenAll(chunk.Select(a => EmailAddress.TryParse(a.Address, out var address)
                ? addresses.FindAsync(location, address, cancellationToken)
                : Task.FromResult(AddressOwners.None)));
            contacts.UnionWith(owners.SelectMany(o => o.Contacts).Select(c => c.Contact));
        }
        return contacts;
    }
}
