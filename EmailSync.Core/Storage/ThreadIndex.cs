using System.Text.Json;
using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Threads;

namespace EmailSync.Core.Storage;

/// <summary>
/// Threads by Message-ID and by the provider's thread. What is known and who waits for it to become known stand in one row, so that its ETag settles
/// every race between the two: whoever writes second sees the first (R10, in any order).
/// </summary>
public sealed class ThreadIndex(ITables tables, TableKeys keys)
{
    private const string Elsewhere = "elsewhere";
    private const string Logged = "logged";
    private const int MaxLoggedBy = 100;

    private readonly ITable table = tables[TableNames.ThreadIndex];

    /// <summary>Threads with a message of this id, by the message's own time.</summary>
    public async Task<ThreadsHere> FindByMessageIdAsync(LocationId location, string messageId, CancellationToken cancellationToken)
    {
        var row = await table.GetAsync(keys.MessageIdHeader(location, messageId), HeaderRow, cancellationToken);
        return row is null ? ThreadsHere.None : new ThreadsHere([.. Claims(row).Select(c => c.ToThread())], row.Time(Elsewhere));
    }

    /// <summary>The thread of this very mail, where the location has it (R26).</summary>
    public async Task<KnownThread?> FindSameAsync(LocationId location, string messageId, string fingerprint, CancellationToken cancellationToken)
    {
        var row = await table.GetAsync(keys.MessageIdHeader(location, messageId), HeaderRow, cancellationToken);
        var hash = keys.Fingerprint(fingerprint);
        return row is null ? null : Claims(row).Find(c => c.Fingerprint == hash)?.ToThread();
    }

    /// <summary>The message of this id in a certain thread, or null.</summary>
    public async Task<MessageId?> FindMessageAsync(LocationId location, string messageId, ThreadId thread, CancellationToken cancellationToken)
    {
        var row = await table.GetAsync(keys.MessageIdHeader(location, messageId), HeaderRow, cancellationToken);
        return row is null ? null : Claims(row).Find(c => c.Thread == thread.Value)?.ToMessageId();
    }

    /// <summary>Our threads inside a provider's thread, oldest first (R20 allows several).</summary>
    public async Task<ThreadsHere> FindByProviderThreadAsync(
        LocationId location, MailboxId mailbox, ProviderThreadId thread, CancellationToken cancellationToken)
    {
        var row = await table.GetAsync(keys.ProviderThread(mailbox, thread), keys.Location(location), cancellationToken);
        return row is null ? ThreadsHere.None : new ThreadsHere([.. Links(row).Select(l => l.ToThread())], row.Time(Elsewhere));
    }

    /// <summary>
    /// R14: a mail of this id came in at the user's logging address. Gives who waits under it: the sent copy may have been skipped before.
    /// </summary>
    public async Task<IReadOnlyList<WaitingMessage>> MarkLoggedAsync(
        LocationId location, string messageIdHeader, UserId user, CancellationToken cancellationToken)
    {
        var pk = keys.MessageIdHeader(location, messageIdHeader);
        while (true)
        {
            var row = await table.GetAsync(pk, HeaderRow, cancellationToken);
            var waiting = row is null ? [] : Waiting(row);
            var next = HeaderRowOf(pk, row is null ? [] : Claims(row), waiting, row);
            if (!IsLogged(row, user))
                next[Logged] = string.Join(' ', LoggedBy(row).Append(keys.User(user)).TakeLast(MaxLoggedBy));
            if (await WriteAsync(row, next, cancellationToken))
                return [.. waiting.Select(w => w.ToMessage())];
        }
    }

    /// <summary>R14: the mail came in at the user's logging address.</summary>
    public async Task<bool> IsLoggedAsync(LocationId location, string messageIdHeader, UserId user, CancellationToken cancellationToken) =>
        IsLogged(await table.GetAsync(keys.MessageIdHeader(location, messageIdHeader), HeaderRow, cancellationToken), user);

    private bool IsLogged(Row? row, UserId user) => LoggedBy(row).Contains(keys.User(user), StringComparer.Ordinal);

    private static string[] LoggedBy(Row? row) => (row?.String(Logged) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>R22: this Message-ID is of a mail that another location's CRM sent.</summary>
    public Task MarkElsewhereAsync(LocationId location, string messageIdHeader, DateTimeOffset at, CancellationToken cancellationToken) =>
        MarkElsewhereAsync(keys.MessageIdHeader(location, messageIdHeader), HeaderRow, at, cancellationToken);

    /// <summary>R22: this thread of the provider holds, since then, mail that another location's CRM sent.</summary>
    public Task MarkElsewhereAsync(
        LocationId location, MailboxId mailbox, ProviderThreadId thread, DateTimeOffset at, CancellationToken cancellationToken) =>
        MarkElsewhereAsync(keys.ProviderThread(mailbox, thread), keys.Location(location), at, cancellationToken);

    /// <summary>
    /// Claims a Message-ID for a message. The first claim with a fingerprint wins and is returned to everybody who comes later with the same mail (R26);
    /// other fingerprints under the same Message-ID are other mails.
    /// </summary>
    public async Task<Claimed> ClaimAsync(
        LocationId location, string messageIdHeader, string fingerprint, MessageId message, KnownThread thread, CancellationToken cancellationToken)
    {
        var pk = keys.MessageIdHeader(location, messageIdHeader);
        var hash = keys.Fingerprint(fingerprint);
        var claim = new ClaimDocument(hash, message.Value, thread.Thread.Value, thread.Owner.Value, thread.KnownSince);

        // Nearly every Message-ID is new to us: its row is written without a look at what stands there.
        if (await WriteAsync(null, HeaderRowOf(pk, [claim], []), cancellationToken))
            return new Claimed(message, thread, [], IsFirst: true);
        while (true)
        {
            var row = await table.GetAsync(pk, HeaderRow, cancellationToken);
            var claims = row is null ? [] : Claims(row);
            var waiting = row is null ? [] : Waiting(row);
            if (claims.Find(c => c.Fingerprint == hash) is { } first)
                return new Claimed(first.ToMessageId(), first.ToThread(), [.. waiting.Select(w => w.ToMessage())], IsFirst: false);

            claims.Add(claim);
            if (await WriteAsync(row, HeaderRowOf(pk, claims, waiting, row), cancellationToken))
                return new Claimed(message, thread, [.. waiting.Select(w => w.ToMessage())], IsFirst: true);
        }
    }

    /// <summary>
    /// As <see cref="LinkAsync"/>, for a thread that begins: most likely nothing is known of the provider's thread, so it is noted without a look at what
    /// stands there.
    /// </summary>
    public async Task<IReadOnlyList<WaitingMessage>> LinkNewAsync(
        LocationId location, MailboxId mailbox, ProviderThreadId providerThread, KnownThread thread, CancellationToken cancellationToken)
    {
        var link = new ThreadLinkDocument(thread.Thread.Value, thread.Owner.Value, thread.KnownSince);
        var row = ThreadRowOf(keys.ProviderThread(mailbox, providerThread), keys.Location(location), [link], []);
        return await WriteAsync(null, row, cancellationToken) ? [] : await LinkAsync(location, mailbox, providerThread, thread, cancellationToken);
    }

    /// <summary>Notes that a provider's thread holds one of ours. Gives the messages that waited for it and came after it became known.</summary>
    public async Task<IReadOnlyList<WaitingMessage>> LinkAsync(
        LocationId location, MailboxId mailbox, ProviderThreadId providerThread, KnownThread thread, CancellationToken cancellationToken)
    {
        var pk = keys.ProviderThread(mailbox, providerThread);
        var rk = keys.Location(location);
        while (true)
        {
            var row = await table.GetAsync(pk, rk, cancellationToken);
            var links = row is null ? [] : Links(row);
            var waiting = row is null ? [] : Waiting(row);
            var known = links.FindIndex(l => l.Thread == thread.Thread.Value);
            if (known >= 0 && links[known].KnownSince <= thread.KnownSince)
                return InScope(links, waiting);

            // An earlier message of the thread was found later: more of it is in scope now.
            if (known >= 0)
                links[known] = links[known] with { KnownSince = thread.KnownSince };
            else
                links.Add(new ThreadLinkDocument(thread.Thread.Value, thread.Owner.Value, thread.KnownSince));
            if (await WriteAsync(row, ThreadRowOf(pk, rk, links, waiting, row), cancellationToken))
                return InScope(links, waiting);
        }
    }

    /// <summary>Registers a message that was skipped as unknown under an ancestor. False when that ancestor has become known: decide again.</summary>
    public async Task<bool> WaitForMessageIdAsync(
        LocationId location, string messageIdHeader, WaitingMessage message, CancellationToken cancellationToken) =>
        await WaitAsync(
            location, messageIdHeader, message, row => Claims(row).Count > 0 || row.Time(Elsewhere) is not null, cancellationToken);

    /// <summary>
    /// Registers a message under its own id, for the case that another mailbox of the location brings the same mail (R26) or that it comes in at the
    /// user's logging address (R14). False when that has happened: decide again.
    /// </summary>
    /// <param name="sender">The user in whose Sent it is; null for received mail.</param>
    public Task<bool> WaitForSelfAsync(
        LocationId location, string messageIdHeader, string fingerprint, UserId? sender, WaitingMessage message, CancellationToken cancellationToken)
    {
        var hash = keys.Fingerprint(fingerprint);
        return WaitAsync(
            location,
            messageIdHeader,
            message,
            row => Claims(row).Exists(c => c.Fingerprint == hash) || (sender is { } user && IsLogged(row, user)),
            cancellationToken);
    }

    private async Task<bool> WaitAsync(
        LocationId location, string messageIdHeader, WaitingMessage message, Func<Row, bool> isKnown, CancellationToken cancellationToken)
    {
        var pk = keys.MessageIdHeader(location, messageIdHeader);
        while (true)
        {
            var row = await table.GetAsync(pk, HeaderRow, cancellationToken);
            if (row is not null && isKnown(row))
                return false;
            var waiting = row is null ? [] : Waiting(row);
            if (!Add(waiting, message) || await WriteAsync(row, HeaderRowOf(pk, row is null ? [] : Claims(row), waiting, row), cancellationToken))
                return true;
        }
    }

    /// <summary>
    /// Registers a message that was skipped as unknown under its provider thread. False when a thread that would take it (known since
    /// the message's time or before) has been linked: decide again.
    /// </summary>
    public async Task<bool> WaitForProviderThreadAsync(
        LocationId location, ProviderThreadId thread, WaitingMessage message, CancellationToken cancellationToken)
    {
        var pk = keys.ProviderThread(message.Mailbox, thread);
        var rk = keys.Location(location);
        while (true)
        {
            var row = await table.GetAsync(pk, rk, cancellationToken);
            var links = row is null ? [] : Links(row);
            if (links.Any(l => l.KnownSince <= message.At))
                return false;
            var waiting = row is null ? [] : Waiting(row);
            if (!Add(waiting, message) || await WriteAsync(row, ThreadRowOf(pk, rk, links, waiting, row), cancellationToken))
                return true;
        }
    }

    /// <summary>Takes messages off the list once each of them has a durable order to be decided again.</summary>
    public Task StopWaitingForMessageIdAsync(
        LocationId location, string messageIdHeader, IReadOnlyList<WaitingMessage> done, CancellationToken cancellationToken) =>
        StopWaitingAsync(keys.MessageIdHeader(location, messageIdHeader), HeaderRow, done, cancellationToken);

    /// <inheritdoc cref="StopWaitingForMessageIdAsync"/>
    public Task StopWaitingForProviderThreadAsync(
        LocationId location, MailboxId mailbox, ProviderThreadId thread, IReadOnlyList<WaitingMessage> done, CancellationToken cancellationToken) =>
        StopWaitingAsync(keys.ProviderThread(mailbox, thread), keys.Location(location), done, cancellationToken);

    private async Task StopWaitingAsync(string pk, string rk, IReadOnlyList<WaitingMessage> done, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await table.GetAsync(pk, rk, cancellationToken) is not { } row)
                return;
            var waiting = Waiting(row);
            if (waiting.RemoveAll(w => done.Contains(w.ToMessage())) == 0)
                return;
            var next = new Row(pk, rk) { ["claims"] = row["claims"], ["links"] = row["links"], [Elsewhere] = row[Elsewhere], [Logged] = row[Logged], ["waiting"] = Json(waiting) };
            if (await table.ReplaceAsync(next, row.ETag!, cancellationToken) is not null)
                return;
        }
    }

    private async Task MarkElsewhereAsync(string pk, string rk, DateTimeOffset at, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await table.GetAsync(pk, rk, cancellationToken);
            if (row?.Time(Elsewhere) <= at)
                return;
            var next = new Row(pk, rk)
            {
                ["claims"] = row?["claims"],
                ["links"] = row?["links"],
                ["waiting"] = row?["waiting"],
                [Logged] = row?[Logged],
                [Elsewhere] = at,
            };
            if (await WriteAsync(row, next, cancellationToken))
                return;
        }
    }

    private async Task<bool> WriteAsync(Row? before, Row next, CancellationToken cancellationToken) =>
        (before is null ? await table.InsertAsync(next, cancellationToken) : await table.ReplaceAsync(next, before.ETag!, cancellationToken)) is not null;

    /// <summary>A list that grew past its bound drops its oldest: an ancestor that a thousand strangers answer is a mailing list.</summary>
    private static bool Add(List<WaitingDocument> waiting, WaitingMessage message)
    {
        var document = new WaitingDocument(message.Mailbox.Value, message.Message.Value, message.At);
        if (waiting.Contains(document))
            return false;
        waiting.Add(document);
        if (waiting.Count > MaxWaiting)
            waiting.RemoveAt(0);
        return true;
    }

    private static IReadOnlyList<WaitingMessage> InScope(List<ThreadLinkDocument> links, List<WaitingDocument> waiting) =>
        [.. waiting.Where(w => links.Any(l => l.KnownSince <= w.At)).Select(w => w.ToMessage())];

    private const string HeaderRow = "header";
    private const int MaxWaiting = 1000;

    private static Row HeaderRowOf(string pk, List<ClaimDocument> claims, List<WaitingDocument> waiting, Row? before = null) => new(pk, HeaderRow)
    {
        [Elsewhere] = before?[Elsewhere],
        [Logged] = before?[Logged],
        ["claims"] = claims.Count == 0 ? null : JsonSerializer.Serialize(claims, StorageJson.Default.ListClaimDocument),
        ["waiting"] = Json(waiting),
    };

    private static Row ThreadRowOf(string pk, string rk, List<ThreadLinkDocument> links, List<WaitingDocument> waiting, Row? before = null) => new(pk, rk)
    {
        [Elsewhere] = before?[Elsewhere],
        ["links"] = links.Count == 0 ? null : JsonSerializer.Serialize(links, StorageJson.Default.ListThreadLinkDocument),
        ["waiting"] = Json(waiting),
    };

    private static List<ClaimDocument> Claims(Row row) =>
        row.String("claims") is { } json ? StorageJson.Read(json, StorageJson.Default.ListClaimDocument) : [];

    private static List<ThreadLinkDocument> Links(Row row) =>
        row.String("links") is { } json ? StorageJson.Read(json, StorageJson.Default.ListThreadLinkDocument) : [];

    private static List<WaitingDocument> Waiting(Row row) =>
        row.String("waiting") is { } json ? StorageJson.Read(json, StorageJson.Default.ListWaitingDocument) : [];

    private static string? Json(List<WaitingDocument> waiting) =>
        waiting.Count == 0 ? null : JsonSerializer.Serialize(waiting, StorageJson.Default.ListWaitingDocument);
}
