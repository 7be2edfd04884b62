using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Sending;
using EmailSync.Core.Threads;

namespace EmailSync.Core.Storage;

/// <summary>The send ledger (R35): one row per location and idempotency key.</summary>
public sealed class SendLedger(ITables tables, TableKeys keys)
{
    private readonly ITable table = tables[TableNames.Sends];
    private readonly LocationTrail trail = new(tables, keys);

    /// <summary>Notes, before the entry itself, that a send is under way for a user: whoever ends the connection finds it here.</summary>
    public Task NoteUnderWayAsync(SendEntry entry, int recipients, CancellationToken cancellationToken) => table.UpsertAsync(
        new Row(keys.SendsUnderWay(entry.Location, entry.User), entry.Token)
        {
            ["notedAt"] = entry.AcceptedAt,
            ["mailbox"] = entry.Mailbox.Value,
            ["sendAt"] = entry.SendAt,
            ["recipients"] = (long)recipients,
        },
        cancellationToken);

    public Task EndUnderWayAsync(LocationId location, UserId user, string token, CancellationToken cancellationToken) =>
        table.DeleteAsync(keys.SendsUnderWay(location, user), token, null, cancellationToken);

    /// <summary>Sends of a user that are not finished, and perhaps some that just are or that were never entered.</summary>
    public async Task<IReadOnlyList<SendUnderWay>> ListUnderWayAsync(LocationId location, UserId user, CancellationToken cancellationToken)
    {
        var found = new List<SendUnderWay>();
        await foreach (var row in table.QueryAsync(keys.SendsUnderWay(location, user), null, null, cancellationToken))
        {
            var notedAt = row.Time("notedAt") ?? default;
            found.Add(new SendUnderWay(
                row.RowKey, notedAt, new MailboxId(row.String("mailbox") ?? ""), row.Time("sendAt") ?? notedAt, (int)row.Long("recipients")));
        }
        return found;
    }

    /// <param name="token">Also one that a mail claims to have: anybody can write anything there, also what no key may hold.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<SendEntry?> GetAsync(string token, CancellationToken cancellationToken)
    {
        if (!KeyHasher.IsHash(token))
            return null;
        var row = await table.GetAsync(token, RowKey, cancellationToken);
        return row is null ? null : Read(row);
    }

    /// <summary>Enters a send; false when the key is taken.</summary>
    public async Task<bool> InsertAsync(SendEntry entry, CancellationToken cancellationToken)
    {
        await trail.NoteAsync(entry.Location, TrailKind.Send, entry.Token, entry.AcceptedAt, cancellationToken);
        return await table.InsertAsync(Write(entry), cancellationToken) is not null;
    }

    /// <summary>
    /// Changes an entry under the version just read. A finished entry stays as it is, and the change sees what others wrote meanwhile, so two
    /// workers on one send cannot take each other's steps back.
    /// </summary>
    public async Task<SendEntry> UpdateAsync(string token, Func<SendEntry, SendEntry> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await table.GetAsync(token, RowKey, cancellationToken)
                ?? throw new InvalidOperationException("A send vanished from the ledger.");
            var before = Read(row);
            if (before.IsFinished)
                return before;
            var after = change(before);
            if (after == before || await table.ReplaceAsync(Write(after), row.ETag!, cancellationToken) is not null)
                return after;
        }
    }

    /// <summary>R27: leaves of a send that its key is used up, and since when (R35).</summary>
    public async Task StripAsync(string token, CancellationToken cancellationToken)
    {
        if (await table.GetAsync(token, RowKey, cancellationToken) is { } row && !row.Bool(Erased))
        {
            await table.UpsertAsync(
                new Row(token, RowKey) { ["acceptedAt"] = row.Time("acceptedAt"), ["location"] = row.String("location"), [Erased] = true }, cancellationToken);
        }
    }

    /// <summary>The key may be used anew. False when the send has not come to its end.</summary>
    /// <param name="token">Which send.</param>
    /// <param name="until">One that was accepted later stays: it was sent under a key that had been forgotten with its location (R27).</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<bool> RemoveFinishedAsync(string token, DateTimeOffset until, CancellationToken cancellationToken)
    {
        if (await table.GetAsync(token, RowKey, cancellationToken) is not { } row || Read(row) is not { } entry || entry.AcceptedAt > until)
            return true;
        if (!entry.IsFinished)
            return false;

        // The trail first: while the row stands nobody uses the key anew, and the pointer that brought us here finds it again, should we die in between.
        await trail.RemoveAsync(entry.Location, TrailKind.Send, token, version: null, cancellationToken);
        return await table.DeleteAsync(token, RowKey, row.ETag, cancellationToken);
    }

    /// <summary>R27: nothing is kept of a send of a location that is gone; not even that its key was used. The trail leads here, and so goes last.</summary>
    public async Task RemoveAsync(LocationId location, string token, CancellationToken cancellationToken)
    {
        await table.DeleteAsync(token, RowKey, null, cancellationToken);
        await trail.RemoveAsync(location, TrailKind.Send, token, version: null, cancellationToken);
    }

    /// <summary>R27: nor of sends of a user that are said to be under way.</summary>
    public async Task RemoveUnderWayAsync(LocationId location, UserId user, CancellationToken cancellationToken)
    {
        foreach (var send in await ListUnderWayAsync(location, user, cancellationToken))
            await EndUnderWayAsync(location, user, send.Token, cancellationToken);
    }

    private const string RowKey = "send";
    private const string Erased = "erased";

    private static Row Write(SendEntry entry) => new(entry.Token, RowKey)
    {
        ["bodyHash"] = entry.BodyHash,
        ["location"] = entry.Location.Value,
        ["user"] = entry.User.Value,
        ["contact"] = entry.Contact.Value,
        ["kind"] = entry.Kind.ToString(),
        ["via"] = entry.Via.ToString(),
        ["mailbox"] = entry.Mailbox.Value,
        ["generation"] = entry.Generation,
        ["message"] = entry.Message.Value,
        ["thread"] = entry.Thread.Value,
        ["acceptedAt"] = entry.AcceptedAt,
        ["sendAt"] = entry.SendAt,
        ["identity"] = entry.Identity,
        ["tracked"] = entry.IsTracked,
        ["state"] = entry.State.ToString(),
        ["draft"] = entry.Draft?.Value,
        ["sentMessage"] = entry.Sent?.Id.Value,
        ["sentThread"] = entry.Sent?.Thread.Value,
        ["attempts"] = entry.Attempts,
        ["failingSince"] = entry.FailingSince,
        ["unknownSince"] = entry.UnknownSince,
        ["handover"] = entry.Handover,
        ["sentOnce"] = entry.HasBeenSentOnce,
        ["sentAt"] = entry.SentAt,
        ["cancelled"] = entry.IsCancelled,
        ["failure"] = entry.Failure,
    };

    private static SendEntry Read(Row row) => new()
    {
        Token = row.PartitionKey,
        BodyHash = row.String("bodyHash") ?? "",
        Location = new LocationId(row.String("location") ?? ""),
        User = new UserId(row.String("user") ?? ""),
        Contact = new ContactId(row.String("contact") ?? ""),
        Kind = Enum.TryParse<MessageKind>(row.String("kind"), out var kind) ? kind : MessageKind.Individual,
        Via = Enum.TryParse<MessageVia>(row.String("via"), out var via) ? via : MessageVia.Mailbox,
        Mailbox = new MailboxId(row.String("mailbox") ?? ""),
        Generation = row.String("generation") ?? "",
        Message = MessageId.TryParse(row.String("message"), out var id) || row.Bool(Erased)
            ? id
            : throw new InvalidDataException("A send names no message."),
        Thread = new ThreadId(row.String("thread") ?? ""),
        AcceptedAt = row.Time("acceptedAt") ?? default,
        SendAt = row.Time("sendAt") ?? default,
        Identity = row.String("identity") ?? "",
        State = row.Bool(Erased) ? SendState.Failed : Enum.Parse<SendState>(row.String("state") ?? ""),
        IsTracked = row.Bool("tracked"),
        IsErased = row.Bool(Erased),
        Draft = row.String("draft") is { } draft ? new DraftId(draft) : null,
        Sent = row.String("sentMessage") is { } sent
            ? new SentMessage(new ProviderMessageId(sent), new ProviderThreadId(row.String("sentThread") ?? ""))
            : null,
        Attempts = (int)row.Long("attempts"),
        FailingSince = row.Time("failingSince"),
        UnknownSince = row.Time("unknownSince"),
        Handover = row.String("handover"),
        HasBeenSentOnce = row.Bool("sentOnce"),
        SentAt = row.Time("sentAt"),
        IsCancelled = row.Bool("cancelled"),
        Failure = row.String("failure"),
    };
}
