using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using EmailSync.Core.Threads;
using Microsoft.Extensions.Time.Testing;

namespace EmailSync.Tests.Stores;

/// <summary>What the stores promise on every backend; a derived class names the backend.</summary>
public abstract partial class StoreContract
{
    private static readonly LocationId here = new("here");
    private static readonly LocationId elsewhere = new("elsewhere");
    private static readonly ContactId carla = new("carla");
    private static readonly MailboxId mailbox = new("mailbox1");
    private static readonly DateTimeOffset noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly TableKeys keys = new(new KeyHasher([.. Enumerable.Range(1, 32).Select(i => (byte)i)]));

    private protected abstract Task<ITables> TablesAsync();

    private protected abstract Task<IBlobs> BlobsAsync();

    private static CancellationToken None => CancellationToken.None;

    [TestMethod]
    public async Task The_first_claim_of_a_message_id_wins_and_another_fingerprint_is_another_mail()
    {
        var index = new ThreadIndex(await TablesAsync(), keys);

        var first = await index.ClaimAsync(here, "1@x", "print a", Id(1), Thread("t1"), None);
        var copy = await index.ClaimAsync(here, "1@x", "print a", Id(2), Thread("t2"), None);
        var other = await index.ClaimAsync(here, "1@x", "print b", Id(3), Thread("t3"), None);
        var walled = await index.ClaimAsync(elsewhere, "1@x", "print a", Id(4), Thread("t4"), None);

        Assert.AreEqual(Id(1), first.Message);
        Assert.AreEqual((Id(1), Thread("t1") with { Conversation = Id(1).Conversation, Message = Id(1) }), (copy.Message, copy.Thread));
        Assert.AreEqual(Id(3), other.Message);
        Assert.AreEqual(Id(4), walled.Message);
        Assert.HasCount(2, (await index.FindByMessageIdAsync(here, "1@x", None)).Threads);
        Assert.AreEqual(Id(3), await index.FindMessageAsync(here, "1@x", new ThreadId("t3"), None));
    }

    [TestMethod]
    public async Task Who_waits_for_a_message_id_is_given_to_its_claim_until_taken_off_and_who_comes_later_does_not_wait()
    {
        var index = new ThreadIndex(await TablesAsync(), keys);
        Assert.IsTrue(await index.WaitForMessageIdAsync(here, "1@x", Waiting(1), None));
        Assert.IsTrue(await index.WaitForMessageIdAsync(here, "1@x", Waiting(1), None));

        var claimed = await index.ClaimAsync(here, "1@x", "a", Id(1), Thread("t1"), None);
        var again = await index.ClaimAsync(here, "1@x", "a", Id(1), Thread("t1"), None);
        await index.StopWaitingForMessageIdAsync(here, "1@x", again.Waiting, None);
        var after = await index.ClaimAsync(here, "1@x", "a", Id(1), Thread("t1"), None);

        CollectionAssert.AreEqual(new[] { Waiting(1) }, claimed.Waiting.ToArray());
        CollectionAssert.AreEqual(new[] { Waiting(1) }, again.Waiting.ToArray());
        Assert.IsEmpty(after.Waiting);
        Assert.IsFalse(await index.WaitForMessageIdAsync(here, "1@x", Waiting(2), None));
    }

    [TestMethod]
    public async Task A_provider_thread_takes_what_came_since_it_is_known_and_no_older_mail()
    {
        var index = new ThreadIndex(await TablesAsync(), keys);
        var thread = new ProviderThreadId("p1");
        Assert.IsTrue(await index.WaitForProviderThreadAsync(here, thread, Waiting(1, noon.AddHours(-1)), None));
        Assert.IsTrue(await index.WaitForProviderThreadAsync(here, thread, Waiting(2, noon.AddHours(1)), None));

        var linked = await index.LinkAsync(here, mailbox, thread, Thread("t1"), None);
        var earlier = await index.LinkAsync(here, mailbox, thread, Thread("t1") with { KnownSince = noon.AddHours(-2) }, None);

        CollectionAssert.AreEqual(new[] { Waiting(2, noon.AddHours(1)) }, linked.ToArray());
        Assert.HasCount(2, earlier);
        Assert.IsFalse(await index.WaitForProviderThreadAsync(here, thread, Waiting(3, noon), None));
        Assert.IsTrue(await index.WaitForProviderThreadAsync(here, thread, Waiting(4, noon.AddHours(-3)), None));
        Assert.AreEqual(noon.AddHours(-2), (await index.FindByProviderThreadAsync(here, mailbox, thread, None)).Threads.Single().KnownSince);
    }

    [TestMethod]
    public async Task Of_many_who_wait_while_a_message_is_claimed_nobody_is_lost()
    {
        var index = new ThreadIndex(await TablesAsync(), keys);

        var waits = Enumerable.Range(0, 12).Select(i => index.WaitForMessageIdAsync(here, "1@x", Waiting(i), None)).ToList();
        var claim = index.ClaimAsync(here, "1@x", "a", Id(1), Thread("t1"), None);
        var registered = await Task.WhenAll(waits);
        var given = (await claim).Waiting;

        for (var i = 0; i < registered.Length; i++)
            Assert.AreEqual(registered[i], given.Contains(Waiting(i)), $"message {i}: waits, or is told to decide again");
    }

    [TestMethod]
    public async Task Messages_that_left_their_folder_are_kept_within_bounds_and_are_no_reason_to_look_at_everything()
    {
        var store = new DirtyStore(await TablesAsync());
        var removed = Enumerable.Range(0, DirtyStore.MaxRemoved + 1).Select(i => new ProviderMessageId($"r{i}")).ToArray();

        await store.MarkPushedAsync(mailbox, noon, [new ProviderMessageId("m")], removed, None);
        var mark = await store.ReadAsync(mailbox, None);

        Assert.IsFalse(mark!.Everything);
        Assert.HasCount(DirtyStore.MaxRemoved + 1, mark.Hints);
        Assert.AreEqual(("m", false), (Hint.IdOf(mark.Hints[0]), Hint.IsRemoved(mark.Hints[0])));
        Assert.AreEqual(("r0", true), (Hint.IdOf(mark.Hints[1]), Hint.IsRemoved(mark.Hints[1])));
    }

    [TestMethod]
    public async Task Who_rings_while_a_mailbox_is_looked_at_leaves_it_dirty()
    {
        var store = new DirtyStore(await TablesAsync());
        await store.MarkAsync(mailbox, noon, None);
        var mark = await store.ReadAsync(mailbox, None);
        await store.MarkAsync(mailbox, noon, None);

        var cleared = await store.ClearAsync(mailbox, mark!.Version, None);
        var second = await store.ClearAsync(mailbox, (await store.ReadAsync(mailbox, None))!.Version, None);

        Assert.IsFalse(cleared);
        Assert.IsTrue(second);
        Assert.IsNull(await store.ReadAsync(mailbox, None));
    }

    [TestMethod]
    public async Task What_rings_asked_for_adds_up_until_it_is_done()
    {
        var store = new DirtyStore(await TablesAsync());
        await store.MarkPushedAsync(mailbox, noon, [new ProviderMessageId("m1"), new ProviderMessageId("m2")], None);
        await store.MarkEverythingAsync(mailbox, noon, None);
        await store.MarkPushedAsync(mailbox, noon, [new ProviderMessageId("m2"), new ProviderMessageId("m3")], None);
        await store.MarkAsync(mailbox, noon, None);
        var all = await store.ReadAsync(mailbox, None);
        await store.ClearAsync(mailbox, all!.Version, None);
        await store.MarkAsync(mailbox, noon, None);
        var next = await store.ReadAsync(mailbox, None);

        CollectionAssert.AreEqual(new[] { "m1", "m2", "m3" }, all.Hints.ToArray());
        Assert.IsTrue(all.Everything);
        Assert.AreEqual((false, 0), (next!.Everything, next.Hints.Count));
    }

    [TestMethod]
    public async Task Too_many_named_messages_make_a_look_at_everything()
    {
        var store = new DirtyStore(await TablesAsync());
        await store.MarkPushedAsync(mailbox, noon, [.. Enumerable.Range(0, DirtyStore.MaxHints).Select(i => new ProviderMessageId($"m{i}"))], None);
        var full = await store.ReadAsync(mailbox, None);
        await store.MarkPushedAsync(mailbox, noon, [new ProviderMessageId("one-more")], None);
        var over = await store.ReadAsync(mailbox, None);

        Assert.AreEqual((false, DirtyStore.MaxHints), (full!.Everything, full.Hints.Count));
        Assert.AreEqual((true, 0), (over!.Everything, over.Hints.Count));
    }

    [TestMethod]
    public async Task Work_is_listed_when_it_is_due_oldest_first_and_not_before()
    {
        var store = new DueStore(await TablesAsync());
        await store.ScheduleAsync(DueKind.Wake, "a", noon.AddMinutes(1), None);
        await store.ScheduleAsync(DueKind.Wake, "a", noon, None);
        await store.ScheduleAsync(DueKind.Send, "a", noon, None);

        var due = await ListAsync(store.ListDueAsync(DueKind.Wake, TableKeys.Shard("a"), noon, None));
        var later = await ListAsync(store.ListDueAsync(DueKind.Wake, TableKeys.Shard("a"), noon.AddMinutes(1), None));
        await store.CancelDueAsync(DueKind.Wake, "a", noon, None);
        var left = await ListAsync(store.ListDueAsync(DueKind.Wake, TableKeys.Shard("a"), noon.AddHours(1), None));

        Assert.HasCount(1, due);
        Assert.HasCount(2, later);
        Assert.AreEqual(due[0], later[0]);
        Assert.AreEqual(later[1], left.Single());
    }

    [TestMethod]
    public async Task A_cursor_moves_only_under_the_version_it_was_read_with()
    {
        var store = new FeedStore(await TablesAsync(), keys);
        await store.PinAsync(mailbox, new FeedCursor("history", "1"), None);
        await store.PinAsync(mailbox, new FeedCursor("history", "0"), None);
        var read = await store.GetAsync(mailbox, "history", None);

        var moved = await store.AdvanceAsync(mailbox, new FeedCursor("history", "2"), read!.Version, None);
        var stale = await store.AdvanceAsync(mailbox, new FeedCursor("history", "1"), read.Version, None);
        var ended = await store.EndAsync(mailbox, "history", read.Version, None);

        Assert.AreEqual("1", read.Cursor.Position);
        Assert.IsTrue(moved);
        Assert.IsFalse(stale || ended);
        Assert.AreEqual("2", (await store.GetAsync(mailbox, "history", None))!.Cursor.Position);
    }

    [TestMethod]
    public async Task An_order_given_anew_is_not_taken_off_by_who_carried_out_the_old_one()
    {
        var store = new DeferredStore(await TablesAsync(), keys);
        var message = new DeferredMessage(new ProviderMessageId("m"), null, noon, noon, 1, Reason.ProcessingFailed, "x", false);
        await store.SaveAsync(mailbox, message, None);
        var old = await store.GetAsync(mailbox, message.Message, None);
        await store.SaveAsync(mailbox, message with { Attempts = 2 }, None);

        var stale = await store.RemoveAsync(mailbox, old!, None);
        var current = await store.GetAsync(mailbox, message.Message, None);

        Assert.IsFalse(stale);
        Assert.AreEqual(2, current!.Attempts);
        Assert.IsTrue(await store.RemoveAsync(mailbox, current, None));
    }

    [TestMethod]
    public async Task Decisions_are_kept_in_any_number_overwritten_when_made_again_and_paged_over_days()
    {
        var store = new DecisionStore(await TablesAsync(), keys, new FakeTimeProvider(noon));
        var all = Enumerable.Range(0, 230).Select(i => Decision(i, Outcome.Skipped)).ToList();
        await store.SaveAsync(mailbox, all, None);
        await store.SaveAsync(mailbox, [Decision(7, Outcome.Synced)], None);

        var listed = await ListAsync(store.ListAsync(here, mailbox, noon.AddDays(-1), noon.AddDays(1), null, None));
        var rest = await ListAsync(store.ListAsync(here, mailbox, noon.AddDays(-1), noon.AddDays(1), listed[99].Key, None));

        Assert.HasCount(230, listed);
        Assert.AreEqual(Outcome.Synced, listed.Single(d => d.ProviderMessage.Value == "m7").Outcome);
        Assert.AreEqual("m229", listed[0].ProviderMessage.Value);
        CollectionAssert.AreEqual(listed.Skip(100).ToArray(), rest);
        Assert.IsTrue(listed.All(d => DecisionStore.IsKey(d.Key!)));
        Assert.IsEmpty(await ListAsync(store.ListAsync(elsewhere, mailbox, noon.AddDays(-1), noon.AddDays(1), null, None)));
    }

    [TestMethod]
    public async Task Of_many_who_take_a_sign_in_at_once_one_gets_it()
    {
        var store = new OAuthStateStore(await TablesAsync(), keys);
        await store.SaveAsync("state", new ConnectAttempt(here, new UserId("u"), MailProviderName.Gmail, ConnectMode.Connect, "https://crm.test/", null, "hash", noon), None);

        var taken = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => store.TakeAsync("state", None)));

        Assert.HasCount(1, taken.Where(t => t is not null).ToList());
        Assert.IsNull(await store.TakeAsync("state", None));
    }

    [TestMethod]
    public async Task Automatic_mail_is_counted_by_sender_and_hour_each_mail_once_and_itself_not_at_all()
    {
        var store = new AutomaticSenders(await TablesAsync(), keys);
        Assert.IsTrue(EmailAddress.TryParse("robot@x.test", out var robot));
        var ranks = await Task.WhenAll(Enumerable.Range(1, 5).Select(i =>
            store.RankAsync(here, robot, $"{i}", noon.AddMinutes(i), None)));
        var again = await store.RankAsync(here, robot, "1", noon.AddMinutes(1), None);

        CollectionAssert.AreEquivalent(new[] { 0, 1, 2, 3, 4 }, ranks);
        Assert.AreEqual(ranks[0], again);
        Assert.AreEqual(0, await store.RankAsync(here, robot, "9", noon.AddMinutes(60), None));
        Assert.AreEqual(0, await store.RankAsync(elsewhere, robot, "9", noon, None));
    }

    [TestMethod]
    public async Task An_upload_works_in_its_own_location_only()
    {
        var store = new UploadStore(await BlobsAsync(), keys);
        var id = UploadStore.NewId();
        await store.SaveAsync(here, id, new OutgoingAttachment("Übersicht.pdf", "application/pdf", new byte[] { 1, 2, 3 }), None);

        var own = await store.GetAsync(here, id, None);

        Assert.AreEqual(("Übersicht.pdf", "application/pdf", 3), (own!.Name, own.ContentType, own.Content.Length));
        Assert.IsNull(await store.GetAsync(elsewhere, id, None));
        Assert.IsNull(await store.GetAsync(here, "../" + id, None));
    }

    private static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items)
            list.Add(item);
        return list;
    }

    private static MessageId Id(int number) =>
        MessageId.Create(keys.ConversationOf(here, carla), noon.AddMinutes(number), keys.Unique(here, $"{number}"));

    private static KnownThread Thread(string id) => new(new ThreadId(id), carla, noon);

    private static WaitingMessage Waiting(int number, DateTimeOffset? at = null) => new(mailbox, new ProviderMessageId($"m{number}"), at ?? noon);

    // One every 8 minutes: more than a day, so that the log stands in two partitions.
    private static LoggedDecision Decision(int number, Outcome outcome) => new(
        here, noon, noon.AddDays(-1).AddMinutes(number * 8), new ProviderMessageId($"m{number}"), null, outcome, Reason.NoKnownContact, "R13", null, null);
}
