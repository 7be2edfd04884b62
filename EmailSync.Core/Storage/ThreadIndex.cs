using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Reports;
using EmailSync.Core.Threads;

namespace EmailSync.Core.Storage;

/// <summary>
/// Threads by Message-ID and by the provider's thread. What is known and who waits for it to become known stand in one row, so that its ETag settles
/// every race between the two: whoever writes second sees the first (R10, in any order).
/// </summary>
public sealed class ThreadIndex(ITables tables, TableKeys keys)
{
    private const string HeaderRow = "header";

    private readonly ITable table = tables[TableNames.ThreadIndex];
    private readonly LocationTrail trail = new(tables, keys);

    /// <summary>Threads with a message of this id, by the message's own time.</summary>
    public async Task<ThreadsHere> FindByMessageIdAsync(LocationId location, string messageId, CancellationToken cancellationToken)
    {
        var row = await ReadAsync(Of(location, messageId), cancellationToken);
        return new ThreadsHere([.. row.Claims.Select(c => c.ToThread())], row.ElsewhereSince);
    }

    /// <summary>The thread of this very mail, where the location has it (R26).</summary>
    public async Task<KnownThread?> FindSameAsync(LocationId location, string messageId, string fingerprint, CancellationToken cancellationToken)
    {
        var row = await ReadAsync(Of(location, messageId), cancellationToken);
        var hash = keys.Fingerprint(fingerprint);
        return row.Claims.Find(c => c.Fingerprint == hash)?.ToThread();
    }

    /// <summary>The message of this id in a certain thread, or null.</summary>
    public async Task<MessageId?> FindMessageAsync(LocationId location, string messageId, ThreadId thread, CancellationToken cancellationToken)
    {
        var row = await ReadAsync(Of(location, messageId), cancellationToken);
        return row.Claims.Find(c => c.Thread == thread.Value)?.ToMessageId();
    }

    /// <summary>Our threads inside a provider's thread, oldest first (R20 allows several).</summary>
    public async Task<ThreadsHere> FindByProviderThreadAsync(
        LocationId location, MailboxId mailbox, ProviderThreadId thread, CancellationToken cancellationToken)
    {
        var row = await ReadAsync(Of(location, mailbox, thread), cancellationToken);
        return new ThreadsHere([.. row.Links.Select(l => l.ToThread())], row.ElsewhereSince);
    }

    /// <summary>R14: the mail came in at the user's logging address.</summary>
    public async Task<bool> IsLoggedAsync(LocationId location, string messageIdHeader, UserId user, CancellationToken cancellationToken) =>
        (await ReadAsync(Of(location, messageIdHeader), cancellationToken)).LoggedBy.Contains(keys.User(user));

    /// <summary>
    /// Claims a Message-ID for a message. The first claim with a fingerprint wins and is returned to everybody who comes later with the same mail (R26);
    /// other fingerprints under the same Message-ID are other mails.
    /// </summary>
    public Task<Claimed> ClaimAsync(
        LocationId location, string messageIdHeader, string fingerprint, MessageId message, KnownThread thread, CancellationToken cancellationToken) =>
        ClaimAsync(location, messageIdHeader, fingerprint, message, thread, isNoted: false, cancellationToken);

    /// <param name="isNoted">The message may never come to name this Message-ID: the location's trail leads to the claim.</param>
    /// <inheritdoc cref="ClaimAsync(LocationId, string, string, MessageId, KnownThread, CancellationToken)"/>
    public async Task<Claimed> ClaimAsync(
        LocationId location,
        string messageIdHeader,
        string fingerprint,
        MessageId message,
        KnownThread thread,
        bool isNoted,
        CancellationToken cancellationToken)
    {
        var place = Of(location, messageIdHeader);
        var hash = keys.Fingerprint(fingerprint);
        var claim = new ClaimDocument(hash, message.Value, thread.Thread.Value, thread.Owner.Value, thread.KnownSince);

        if (isNoted)
            await NoteAsync(place, cancellationToken);

        // Nearly every Message-ID is new to us: its row is written without a look at what stands there.
        if (await InsertAsync(place, new ThreadIndexRow { Claims = [claim] }, cancellationToken))
            return new Claimed(message, thread, [], IsFirst: true);
        ClaimDocument? earlier = null;
        var row = await ChangeAsync(
            place,
            row =>
            {
                earlier = row.Claims.Find(c => c.Fingerprint == hash);
                if (earlier is null)
                    row.Claims.Add(claim);
                return earlier is null;
            },
            cancellationToken);
        return earlier is { } first
            ? new Claimed(first.ToMessageId(), first.ToThread(), row.AllWaiting, IsFirst: false)
            : new Claimed(message, thread, row.AllWaiting, IsFirst: true);
    }

    /// <summary>
    /// As <see cref="LinkAsync"/>, for a thread that begins: most likely nothing is known of the provider's thread, so it is noted without a look at what
    /// stands there.
    /// </summary>
    public async Task<IReadOnlyList<WaitingMessage>> LinkNewAsync(
        LocationId location, MailboxId mailbox, ProviderThreadId providerThread, KnownThread thread, CancellationToken cancellationToken) =>
        await InsertNotedAsync(Of(location, mailbox, providerThread), new ThreadIndexRow { Links = [ThreadLinkDocument.Of(thread)] }, cancellationToken)
            ? []
            : await LinkAsync(location, mailbox, providerThread, thread, cancellationToken);

    /// <summary>Notes that a provider's thread holds one of ours. Gives the messages that waited for it and came after it became known.</summary>
    public async Task<IReadOnlyList<WaitingMessage>> LinkAsync(
        LocationId location, MailboxId mailbox, ProviderThreadId providerThread, KnownThread thread, CancellationToken cancellationToken)
    {
        var linked = await ChangeAsync(Of(location, mailbox, providerThread), row => row.AddLink(ThreadLinkDocument.Of(thread)), cancellationToken);
        return linked.InScope;
    }

    /// <summary>
    /// R14: a mail of this id came in at the user's logging address. Gives who waits under it: the sent copy may have been skipped before.
    /// </summary>
    public async Task<IReadOnlyList<WaitingMessage>> MarkLoggedAsync(
        LocationId location, string messageIdHeader, UserId user, CancellationToken cancellationToken) =>
        (await ChangeAsync(Of(location, messageIdHeader), row => row.AddLoggedBy(keys.User(user)), cancellationToken)).AllWaiting;

    /// <summary>R22: this Message-ID is of a mail that another location's CRM sent.</summary>
    public Task MarkElsewhereAsync(LocationId location, string messageIdHeader, DateTimeOffset at, CancellationToken cancellationToken) =>
        ChangeAsync(Of(location, messageIdHeader), row => row.MarkElsewhere(at), cancellationToken);

    /// <summary>R22: this thread of the provider holds, since then, mail that another location's CRM sent.</summary>
    public Task MarkElsewhereAsync(
        LocationId location, MailboxId mailbox, ProviderThreadId thread, DateTimeOffset at, CancellationToken cancellationToken) =>
        ChangeAsync(Of(location, mailbox, thread), row => row.MarkElsewhere(at), cancellationToken);

    /// <summary>Registers a message that was skipped as unknown under an ancestor. False when that ancestor has become known: decide again.</summary>
    public Task<bool> WaitForMessageIdAsync(
        LocationId location, string messageIdHeader, WaitingMessage message, CancellationToken cancellationToken) =>
        WaitAsync(Of(location, messageIdHeader), message, row => row.Claims.Count > 0 || row.ElsewhereSince is not null, cancellationToken);

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
            Of(location, messageIdHeader),
            message,
            row => row.Claims.Exists(c => c.Fingerprint == hash) || (sender is { } user && row.LoggedBy.Contains(keys.User(user))),
            cancellationToken);
    }

    /// <summary>
    /// Registers a message that was skipped as unknown under its provider thread. False when a thread that would take it (known since
    /// the message's time or before) has been linked: decide again.
    /// </summary>
    public Task<bool> WaitForProviderThreadAsync(
        LocationId location, ProviderThreadId thread, WaitingMessage message, CancellationToken cancellationToken) =>
        WaitAsync(Of(location, message.Mailbox, thread), message, row => row.Links.Exists(l => l.KnownSince <= message.At), cancellationToken);

    /// <summary>Takes messages off the list once each of them has a durable order to be decided again.</summary>
    public Task StopWaitingForMessageIdAsync(
        LocationId location, string messageIdHeader, IReadOnlyList<WaitingMessage> done, CancellationToken cancellationToken) =>
        ChangeAsync(Of(location, messageIdHeader), row => row.RemoveWaiting(done), cancellationToken);

    /// <inheritdoc cref="StopWaitingForMessageIdAsync"/>
    public Task StopWaitingForProviderThreadAsync(
        LocationId location, MailboxId mailbox, ProviderThreadId thread, IReadOnlyList<WaitingMessage> done, CancellationToken cancellationToken) =>
        ChangeAsync(Of(location, mailbox, thread), row => row.RemoveWaiting(done), cancellationToken);

    /// <summary>Messages of this id, and what has been reported of it and waits for a message to be noted at (R37).</summary>
    public async Task<(IReadOnlyList<MessageId> Messages, IReadOnlyList<SentMailReport> Reports)> ReportsAsync(
        LocationId location, string messageIdHeader, CancellationToken cancellationToken)
    {
        var row = await ReadAsync(Of(location, messageIdHeader), cancellationToken);
        return ([.. row.Claims.Select(c => c.ToMessageId())], [.. row.Reports.Select(r => r.ToReport())]);
    }

    /// <summary>Lets a report wait. Whoever does looks for the message once more afterwards.</summary>
    public Task KeepReportAsync(LocationId location, string messageIdHeader, SentMailReport report, CancellationToken cancellationToken) =>
        ChangeAsync(Of(location, messageIdHeader), row => row.AddReport(ReportDocument.Of(report)), cancellationToken);

    /// <summary>Takes reports away that have been noted at their message.</summary>
    public Task RemoveReportsAsync(LocationId location, string messageIdHeader, IReadOnlyList<SentMailReport> done, CancellationToken cancellationToken) =>
        ChangeAsync(Of(location, messageIdHeader), row => row.Reports.RemoveAll(r => done.Any(r.IsSame)) > 0, cancellationToken);

    /// <summary>R27: the Message-ID leads into this conversation no more.</summary>
    public Task ForgetMessageIdAsync(LocationId location, string messageIdHeader, ConversationKey conversation, CancellationToken cancellationToken) =>
        ForgetAsync(location, Of(location, messageIdHeader), conversation, cancellationToken);

    /// <summary>R27: the provider's thread leads into this conversation no more.</summary>
    public Task ForgetProviderThreadAsync(
        LocationId location, MailboxId mailbox, ProviderThreadId thread, ConversationKey conversation, CancellationToken cancellationToken) =>
        ForgetAsync(location, Of(location, mailbox, thread), conversation, cancellationToken);

    /// <summary>R27: all that stands in a row that a trail led to, whatever that is.</summary>
    internal Task RemoveAsync(LocationId location, TrailEntry entry, CancellationToken cancellationToken) =>
        table.DeleteAsync(entry.Key, entry.Kind == TrailKind.Header ? HeaderRow : keys.Location(location), null, cancellationToken);

    /// <summary>R27: nobody waits here any more for mail of these mailboxes, and no mail was logged here by this user. The trail's entry stays, and may lead nowhere.</summary>
    internal async Task ForgetUserAsync(LocationId location, TrailEntry entry, UserId user, IReadOnlySet<MailboxId> own, CancellationToken cancellationToken)
    {
        var place = new Place(location, entry.Kind, entry.Key, entry.Kind == TrailKind.Header ? HeaderRow : keys.Location(location));
        while (await table.GetAsync(place.PartitionKey, place.RowKey, cancellationToken) is { } before)
        {
            var row = ThreadIndexRow.Read(before);
            if (!row.Forget(keys.User(user), own))
                return;
            var done = row.IsEmpty
                ? await table.DeleteAsync(place.PartitionKey, place.RowKey, before.ETag, cancellationToken)
                : await table.ReplaceAsync(row.Write(place.PartitionKey, place.RowKey), before.ETag!, cancellationToken) is not null;
            if (done)
                return;
        }
    }

    private async Task ForgetAsync(LocationId location, Place place, ConversationKey conversation, CancellationToken cancellationToken)
    {
        while (true)
        {
            var before = await table.GetAsync(place.PartitionKey, place.RowKey, cancellationToken);
            var row = ThreadIndexRow.Read(before);
            if (!row.Forget(conversation, link => (link.ToThread().Conversation ?? keys.ConversationOf(location, new ContactId(link.Contact))) == conversation))
            {
                // It went before, and whoever took it away may have died right after.
                if (before is null && place.Kind == TrailKind.Header)
                    await LoseAsync(place, cancellationToken);
                return;
            }

            // The message that led here is about to go, and others still wait here.
            if (!row.IsEmpty)
                await NoteAsync(place, cancellationToken);
            var done = row.IsEmpty
                ? await table.DeleteAsync(place.PartitionKey, place.RowKey, before!.ETag, cancellationToken)
                : await table.ReplaceAsync(row.Write(place.PartitionKey, place.RowKey), before!.ETag!, cancellationToken) is not null;
            if (!done)
                continue;
            if (row.IsEmpty && place.Kind == TrailKind.Header)
                await LoseAsync(place, cancellationToken);
            return;
        }
    }

    /// <summary>No hash of an erased message's id stays either, unless somebody has come to wait under it just now.</summary>
    private async Task LoseAsync(Place place, CancellationToken cancellationToken)
    {
        await trail.RemoveAsync(place.Location, place.Kind, place.PartitionKey, version: null, cancellationToken);
        if (await table.GetAsync(place.PartitionKey, place.RowKey, cancellationToken) is not null)
            await NoteAsync(place, cancellationToken);
    }

    private readonly record struct Place(LocationId Location, TrailKind Kind, string PartitionKey, string RowKey);

    private Place Of(LocationId location, string messageIdHeader) =>
        new(location, TrailKind.Header, keys.MessageIdHeader(location, messageIdHeader), HeaderRow);

    private Place Of(LocationId location, MailboxId mailbox, ProviderThreadId thread) =>
        new(location, TrailKind.ProviderThread, keys.ProviderThread(mailbox, thread), keys.Location(location));

    private Task NoteAsync(Place place, CancellationToken cancellationToken) =>
        trail.NoteAsync(place.Location, place.Kind, place.PartitionKey, cancellationToken);

    private async Task<bool> WaitAsync(
        Place place, WaitingMessage message, Func<ThreadIndexRow, bool> isKnown, CancellationToken cancellationToken)
    {
        var known = false;
        await ChangeAsync(place, row => !(known = isKnown(row)) && row.AddWaiting(message), cancellationToken);
        return !known;
    }

    private async Task<ThreadIndexRow> ReadAsync(Place place, CancellationToken cancellationToken) =>
        ThreadIndexRow.Read(await table.GetAsync(place.PartitionKey, place.RowKey, cancellationToken));

    /// <param name="change">Says whether there is anything to be written; asked again when somebody else wrote in between.</param>
    /// <returns>The row as it stands afterwards.</returns>
    private async Task<ThreadIndexRow> ChangeAsync(Place place, Func<ThreadIndexRow, bool> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var before = await table.GetAsync(place.PartitionKey, place.RowKey, cancellationToken);
            var row = ThreadIndexRow.Read(before);
            if (!change(row))
                return row;
            var written = before is null
                ? await InsertNotedAsync(place, row, cancellationToken)
                : await table.ReplaceAsync(row.Write(place.PartitionKey, place.RowKey), before.ETag!, cancellationToken) is not null;
            if (written)
                return row;
        }
    }

    private async Task<bool> InsertNotedAsync(Place place, ThreadIndexRow row, CancellationToken cancellationToken)
    {
        await NoteAsync(place, cancellationToken);
        return await InsertAsync(place, row, cancellationToken);
    }

    /// <summary>Without a trail: only for a claim, whose message leads to it.</summary>
    private async Task<bool> InsertAsync(Place place, ThreadIndexRow row, CancellationToken cancellationToken) =>
        await table.InsertAsync(row.Write(place.PartitionKey, place.RowKey), cancellationToken) is not null;
}
