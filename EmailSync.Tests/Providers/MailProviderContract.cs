using System.Text;
using EmailSync.Core.Providers;

namespace EmailSync.Tests.Providers;

/// <summary>What every adapter promises, proved on a simulator below the real client. Each test has a mailbox of its own.</summary>
public abstract partial class MailProviderContract
{
    public required TestContext TestContext { get; init; }

    private protected CancellationToken Cancel => TestContext.CancellationToken;

    /// <summary>A feed tells mail that left a folder from mail that was deleted for good.</summary>
    private protected virtual bool TellsDeletion => true;

    /// <summary>A feed is in the order of arrival.</summary>
    private protected virtual bool KeepsOrder => true;

    private protected abstract Task<ProviderWorld> ConnectAsync(string address, CancellationToken cancellationToken);

    [TestMethod]
    public async Task Mail_that_arrives_after_pinning_appears_once_and_the_feed_ends()
    {
        var world = await WorldAsync();
        await world.Person.DeliverAsync(Mail("before"), Cancel);
        await world.PassTime(TimeSpan.FromHours(1));
        var cursors = await world.Provider.PinCursorsAsync(world.Mailbox, Cancel);

        var id = await world.Person.DeliverAsync(Mail("after"), Cancel);
        var (changes, next) = await DrainAsync(world, cursors);
        var (quiet, _) = await DrainAsync(world, next);

        Assert.AreEqual($"{id}:Appeared", string.Join(' ', changes.Select(Told)));
        Assert.IsEmpty(quiet);
    }

    [TestMethod]
    public async Task Reading_and_trashing_change_state_restoring_appears_and_deleting_is_told()
    {
        var world = await WorldAsync();
        var id = await world.Person.DeliverAsync(Mail("one"), Cancel);
        var told = new List<string>();
        var (_, cursors) = await DrainAsync(world, await world.Provider.PinCursorsAsync(world.Mailbox, Cancel));

        foreach (var change in (string[])["""{"read":true}""", """{"folder":"trash"}""", """{"folder":"inbox"}""", """{"deleted":true}"""])
        {
            await world.Person.ChangeAsync(id, change, Cancel);
            var (changes, next) = await DrainAsync(world, cursors);
            cursors = next;
            told.Add(changes.Single(found => found.Id.Value == id).Kind.ToString());
        }

        CollectionAssert.AreEqual(new[] { "StateChanged", "StateChanged", "Appeared", TellsDeletion ? "Gone" : "StateChanged" }, told);
        var failure = await Assert.ThrowsExactlyAsync<MailProviderException>(
            () => world.Provider.GetHeadersAsync(world.Mailbox, new ProviderMessageId(id), Cancel));
        Assert.AreEqual(MailProviderFailure.NotFound, failure.Kind);
    }

    [TestMethod]
    public async Task A_feed_of_many_pages_loses_nothing_and_keeps_what_order_the_provider_has()
    {
        var world = await WorldAsync();
        var (_, cursors) = await DrainAsync(world, await world.Provider.PinCursorsAsync(world.Mailbox, Cancel));
        var ids = new List<string>();
        for (var number = 0; number < 130; number++) ids.Add(await world.Person.DeliverAsync(Mail($"m{number}"), Cancel));

        var (changes, _) = await DrainAsync(world, cursors);

        var told = changes.Select(change => change.Id.Value).Distinct().ToList();
        if (KeepsOrder) CollectionAssert.AreEqual(ids, told);
        else CollectionAssert.AreEquivalent(ids, told);
    }

    [TestMethod]
    public async Task A_cursor_that_the_provider_forgot_has_expired()
    {
        var world = await WorldAsync();
        var (_, cursors) = await DrainAsync(world, await world.Provider.PinCursorsAsync(world.Mailbox, Cancel));
        await world.Person.DeliverAsync(Mail("one"), Cancel);
        await world.Person.FaultAsync($$$"""{"fault":"expireCursor","match":{"mailbox":"{{{world.Address}}}"}}""", Cancel);

        var failure = await Assert.ThrowsExactlyAsync<MailProviderException>(() => world.Provider.ListChangesAsync(world.Mailbox, cursors[0], Cancel));

        Assert.AreEqual(MailProviderFailure.CursorExpired, failure.Kind);
    }

    [TestMethod]
    public async Task A_cursor_of_another_make_has_expired()
    {
        var world = await WorldAsync();

        var failure = await Assert.ThrowsExactlyAsync<MailProviderException>(
            () => world.Provider.ListChangesAsync(world.Mailbox, new FeedCursor("elsewhere", "nothing"), Cancel));

        Assert.AreEqual(MailProviderFailure.CursorExpired, failure.Kind);
    }

    [TestMethod]
    public async Task A_bounded_listing_finds_what_came_since_in_every_folder_and_nothing_older()
    {
        var world = await WorldAsync();
        await world.Person.DeliverAsync(Mail("old"), Cancel);
        await world.PassTime(TimeSpan.FromHours(1));
        var first = await world.Person.DeliverAsync(Mail("first"), Cancel);
        var since = (await world.Provider.GetHeadersAsync(world.Mailbox, new ProviderMessageId(first), Cancel)).ReceivedAt;
        var ids = new List<string> { first };
        for (var number = 0; number < 110; number++) ids.Add(await world.Person.DeliverAsync(Mail($"m{number}"), Cancel));
        await world.Person.ChangeAsync(ids[3], """{"folder":"trash"}""", Cancel);

        var found = new List<string>();
        string? page = null;
        do
        {
            var listing = await world.Provider.ListSinceAsync(world.Mailbox, since, null, page, Cancel);
            found.AddRange(listing.Messages.Select(message => message.Id.Value));
            page = listing.NextPage;
        }
        while (page is not null);

        CollectionAssert.AreEquivalent(ids, found.Distinct(StringComparer.Ordinal).ToArray());
    }

    [TestMethod]
    public async Task Headers_and_raw_message_tell_the_same()
    {
        var world = await WorldAsync();
        var id = new ProviderMessageId(await world.Person.DeliverAsync(Mail("Grüße", "X-Autoreply: yes\n"), Cancel));

        var headers = await world.Provider.GetHeadersAsync(world.Mailbox, id, Cancel);
        var raw = await world.Provider.GetRawAsync(world.Mailbox, id, null, Cancel);

        Assert.AreEqual("Grüße", headers.Envelope.Subject);
        Assert.AreEqual("bo@client.example", headers.Envelope.From.Single().Address);
        Assert.IsTrue(headers.Envelope.IsAutomatic);
        Assert.IsTrue(headers.StartsThread);
        Assert.AreEqual(Placement.Inbox | Placement.Unread, headers.Placement);
        Assert.AreEqual((headers.Thread, headers.ReceivedAt, headers.Placement), (raw.Headers.Thread, raw.Headers.ReceivedAt, raw.Headers.Placement));
        Assert.AreEqual(
            (headers.Envelope.MessageId, headers.Envelope.Subject, headers.Envelope.Date, headers.Envelope.IsAutomatic),
            (raw.Headers.Envelope.MessageId, raw.Headers.Envelope.Subject, raw.Headers.Envelope.Date, raw.Headers.Envelope.IsAutomatic));
        Assert.Contains("The body.", Encoding.UTF8.GetString(raw.Mime.Span));
    }

    [TestMethod]
    public async Task A_message_that_is_gone_is_not_found()
    {
        var world = await WorldAsync();
        var id = await world.Person.DeliverAsync(Mail("one"), Cancel);
        await world.Person.ChangeAsync(id, """{"deleted":true}""", Cancel);

        var headers = await Assert.ThrowsExactlyAsync<MailProviderException>(
            () => world.Provider.GetHeadersAsync(world.Mailbox, new ProviderMessageId(id), Cancel));
        var raw = await Assert.ThrowsExactlyAsync<MailProviderException>(
            () => world.Provider.GetRawAsync(world.Mailbox, new ProviderMessageId(id), null, Cancel));

        Assert.AreEqual((MailProviderFailure.NotFound, MailProviderFailure.NotFound), (headers.Kind, raw.Kind));
    }

    [TestMethod]
    public async Task Throttling_names_the_time_to_wait_and_holds_further_calls_back()
    {
        var world = await WorldAsync();
        var id = new ProviderMessageId(await world.Person.DeliverAsync(Mail("one"), Cancel));
        await world.Person.FaultAsync(
            $$$"""{"fault":"status","status":429,"retryAfter":40,"match":{"path":"{{{world.ReadPath}}}","mailbox":"{{{world.Address}}}"},"times":1}""", Cancel);

        var first = await Assert.ThrowsExactlyAsync<MailProviderException>(() => world.Provider.GetHeadersAsync(world.Mailbox, id, Cancel));
        var second = await Assert.ThrowsExactlyAsync<MailProviderException>(() => world.Provider.GetHeadersAsync(world.Mailbox, id, Cancel));
        await world.PassTime(TimeSpan.FromSeconds(41));
        var headers = await world.Provider.GetHeadersAsync(world.Mailbox, id, Cancel);

        Assert.AreEqual((MailProviderFailure.Throttled, TimeSpan.FromSeconds(40)), (first.Kind, first.RetryAfter));
        Assert.AreEqual(MailProviderFailure.Throttled, second.Kind);
        Assert.AreEqual(id, headers.Id);
    }

    [TestMethod]
    public async Task A_read_survives_a_moment_of_server_errors()
    {
        var world = await WorldAsync();
        var id = new ProviderMessageId(await world.Person.DeliverAsync(Mail("one"), Cancel));
        await world.Person.FaultAsync(
            $$$"""{"fault":"status","status":503,"match":{"path":"{{{world.ReadPath}}}","mailbox":"{{{world.Address}}}"},"times":2}""", Cancel);

        var headers = await world.Provider.GetHeadersAsync(world.Mailbox, id, Cancel);

        Assert.AreEqual(id, headers.Id);
    }

    [TestMethod]
    public async Task A_revoked_grant_is_lost_authorisation()
    {
        var world = await WorldAsync();
        await world.Provider.PinCursorsAsync(world.Mailbox, Cancel);
        await world.Person.RevokeAsync(Cancel);

        var failure = await Assert.ThrowsExactlyAsync<MailProviderException>(() => world.Provider.PinCursorsAsync(world.Mailbox, Cancel));

        Assert.AreEqual(MailProviderFailure.AuthorizationLost, failure.Kind);
    }

    [TestMethod]
    public async Task A_watch_can_be_renewed_and_ended_twice()
    {
        var world = await WorldAsync();

        var first = await world.Provider.WatchAsync(world.Mailbox, null, Cancel);
        await world.PassTime(TimeSpan.FromHours(24));
        var second = await world.Provider.WatchAsync(world.Mailbox, first.PushIdentity, Cancel);
        await world.Provider.UnwatchAsync(world.Mailbox, second.PushIdentity, Cancel);
        await world.Provider.UnwatchAsync(world.Mailbox, second.PushIdentity, Cancel);

        Assert.AreNotEqual("", first.PushIdentity);
        Assert.IsGreaterThan(first.ExpiresAt, second.ExpiresAt);
    }

    [TestMethod]
    public async Task The_accounts_own_address_may_be_sent_from()
    {
        var world = await WorldAsync();

        var addresses = await world.Provider.ListSendAsAsync(world.Mailbox, Cancel);

        Assert.AreEqual(world.Address, addresses.Single(address => address.IsPrimary).Address);
    }

    /// <summary>Sends and finds the copy, which a provider need not name in its answer.</summary>
    private async Task<SentMessage> SentAsync(ProviderWorld world, DraftId draft, string token)
    {
        var sent = await world.Provider.SendDraftAsync(world.Mailbox, draft, Cancel)
            ?? await world.Provider.FindSentAsync(world.Mailbox, token, DateTimeOffset.UnixEpoch.AddHours(1), Cancel);
        return sent ?? throw new AssertFailedException("The sent copy was not found.");
    }

    private static string Told(MessageChange change) => $"{change.Id}:{change.Kind}";

    private static string Mail(string subject, string headers = "") =>
        $"From: Bo <bo@client.example>\nTo: ana@mail.example\nSubject: {subject}\nDate: Sun, 01 Mar 2026 09:00:00 +0000\n"
        + $"Message-ID: <{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(subject))}@client.example>\n{headers}\nThe body.\n";

    private static byte[] Outgoing(ProviderWorld world, string token) => Encoding.UTF8.GetBytes(
        $"From: {world.Address}\r\nTo: bo@client.example\r\nSubject: Hello\r\nDate: Sun, 01 Mar 2026 10:00:00 +0000\r\n"
        + $"X-EmailSync-Send: {token}\r\nContent-Type: text/plain\r\n\r\nHello.\r\n");

    private Task<ProviderWorld> WorldAsync() => ConnectAsync($"ana-{TestContext.TestName![..Math.Min(40, TestContext.TestName!.Length)].ToLowerInvariant().Replace('_', '-')}@mail.example", Cancel);

    private async Task<(List<MessageChange> Changes, IReadOnlyList<FeedCursor> Next)> DrainAsync(ProviderWorld world, IReadOnlyList<FeedCursor> cursors)
    {
        var changes = new List<MessageChange>();
        var next = new List<FeedCursor>();
        foreach (var start in cursors)
        {
            var cursor = start;
            ChangePage page;
            do
            {
                page = await world.Provider.ListChangesAsync(world.Mailbox, cursor, Cancel);
                changes.AddRange(page.Changes);
                cursor = page.Next;
            }
            while (page.HasMore);
            next.Add(cursor);
        }
        return (changes, next);
    }
}
