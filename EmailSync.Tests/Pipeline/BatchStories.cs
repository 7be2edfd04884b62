using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Sending;
using EmailSync.Core.Sending.Batches;
using EmailSync.Core.Storage;
using EmailSync.Simulators.Faults;
using static EmailSync.Tests.Pipeline.BatchOrders;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>Mail to many: each goes out once, whoever dies, and the batch knows what became of each.</summary>
public abstract class BatchStories : Story
{
    [TestMethod]
    public async Task Each_contact_gets_the_mail_and_what_is_wrong_with_one_is_told_of_that_one()
    {
        await using var world = await StartAsync(contacts: 45);
        var accepted = await AcceptAsync(world, 45, extra: [new BatchMail("nobody", null, null, null), new BatchMail("contact3", "Yours", null, "Only for you")]);

        await world.SettleAsync();

        var batch = (await world.Get<BatchStore>().GetAsync(accepted.Token, None))!;
        Assert.AreEqual((BatchStatus.Finished, new BatchCounts(Sent: 46, Refused: 1)), (batch.Status, batch.Counts));
        var items = await world.Get<BatchStore>().ListAsync(accepted.Token, 0, 100, None);
        CollectionAssert.AreEqual(Enumerable.Range(0, 47).ToArray(), items.Select(i => i.Index).ToArray());
        Assert.AreEqual("unknown_contact", items.Single(i => i.Status == BatchItemStatus.Refused).Failure);
        Assert.HasCount(46, world.Smtp.Mails);
        Assert.HasCount(45, world.Smtp.Mails.Select(m => m.To.Single()).Distinct().ToList());
        Assert.AreEqual("Spring, Yours", string.Join(", ", (await world.ConversationAsync(North, new ContactId("contact3"))).Select(m => m.Subject)));
        Assert.IsTrue((await world.ConversationAsync(North, new ContactId("contact3"))).All(m => m is { Kind: MessageKind.Bulk, Status: MessageStatus.Sent }));
        Assert.IsEmpty(await ContentAsync(world));
    }

    [TestMethod]
    public async Task Asking_again_with_the_same_key_sends_nothing_more_and_another_body_is_refused()
    {
        await using var world = await StartAsync(contacts: 3);
        var first = await AcceptAsync(world, 3);
        await world.SettleAsync();

        var again = await AcceptAsync(world, 3);
        await world.SettleAsync();
        var other = await world.Get<AcceptBatch>().AcceptAsync(Request(3) with { BodyHash = "other" }, None);

        Assert.AreEqual(first.Token, again.Token);
        Assert.HasCount(3, world.Smtp.Mails);
        Assert.AreEqual("idempotency_key_reused", ((BatchAcceptance.Refused)other).Code);
    }

    [TestMethod]
    public async Task Whoever_dies_at_whichever_write_no_mail_goes_out_twice_and_the_counts_are_true()
    {
        for (var writes = 1; ; writes++)
        {
            await using var world = await StartAsync(contacts: 5);
            world.Fuse.DieAfter(writes);
            var died = false;
            for (; ; )
            {
                try
                {
                    await AcceptAsync(world, 5);
                    await world.SettleAsync();
                    break;
                }
                catch (ProcessDiedException)
                {
                    died = true;
                    await world.RestartAsync();
                }
            }

            var batch = (await world.Get<BatchStore>().GetAsync(world.Get<TableKeys>().Batch(North, Key), None))!;
            Assert.AreEqual((BatchStatus.Finished, 5), (batch.Status, batch.Counts.Sent + batch.Counts.Failed), $"After {writes} writes");
            var arrived = world.Smtp.Mails.Select(m => m.To.Single()).ToList();
            Assert.HasCount(arrived.Count, arrived.Distinct().ToList(), $"After {writes} writes: doubled");

            // Four mails at once may be in doubt; each of the others has arrived.
            var statuses = await StatusesAsync(world, 5);
            Assert.AreEqual(batch.Counts.Sent, statuses.Count(s => s.Status == MessageStatus.Sent), $"After {writes} writes");
            Assert.IsTrue(statuses.All(s => s.Status == MessageStatus.Sent ? arrived.Contains(s.Address) : s.Failure == SendOutcome.Unknown), $"After {writes} writes");
            Assert.IsInRange(1, 5, batch.Counts.Sent);
            if (!died)
                return;
        }
    }

    [TestMethod]
    public async Task A_batch_that_is_called_back_stops_and_what_is_out_is_out()
    {
        await using var world = await StartAsync(contacts: 60);
        var accepted = await AcceptAsync(world, 60);
        await world.AdvanceBatchAsync(accepted.Token);

        var cancelled = await world.Get<CancelBatch>().CancelAsync(North, accepted.Token, None);
        Assert.AreEqual(BatchStatus.Cancelling, cancelled!.Status);
        await world.SettleAsync();

        var batch = (await world.Get<BatchStore>().GetAsync(accepted.Token, None))!;
        Assert.AreEqual((BatchStatus.Cancelled, new BatchCounts(Sent: 20, Cancelled: 40)), (batch.Status, batch.Counts));
        Assert.HasCount(20, world.Smtp.Mails);
        Assert.IsNull(await world.Get<CancelBatch>().CancelAsync(South, accepted.Token, None), "Another location knows of no such batch.");
    }

    [TestMethod]
    public async Task A_batch_for_later_goes_at_its_time_and_not_at_all_when_it_is_called_back_before()
    {
        await using var world = await StartAsync(contacts: 2);
        var later = world.Clock.GetUtcNow().AddDays(2);
        var accepted = await AcceptAsync(world, Request(2) with { SendAt = later });
        var other = await AcceptAsync(world, Request(2) with { SendAt = later, IdempotencyKey = "other" });
        await world.SettleAsync(TimeSpan.FromDays(1));
        Assert.IsEmpty(world.Smtp.Mails);
        await world.Get<CancelBatch>().CancelAsync(North, other.Token, None);

        await world.SettleAsync(TimeSpan.FromDays(2));

        Assert.HasCount(2, world.Smtp.Mails);
        Assert.IsTrue(world.Smtp.Mails.All(m => m.ReceivedAt >= later));
        Assert.AreEqual(BatchStatus.Finished, (await world.Get<BatchStore>().GetAsync(accepted.Token, None))!.Status);
        var cancelled = (await world.Get<BatchStore>().GetAsync(other.Token, None))!;
        Assert.AreEqual((BatchStatus.Cancelled, new BatchCounts(Cancelled: 2)), (cancelled.Status, cancelled.Counts));
    }

    [TestMethod]
    public async Task A_batch_for_later_that_is_called_back_ends_at_once_and_not_at_its_time()
    {
        await using var world = await StartAsync(contacts: 2);
        var later = world.Clock.GetUtcNow().AddDays(300);
        var accepted = await AcceptAsync(world, Request(2) with { SendAt = later });
        await world.AdvanceBatchAsync(accepted.Token);
        await world.SettleAsync(TimeSpan.FromDays(1));

        await world.Get<CancelBatch>().CancelAsync(North, accepted.Token, None);
        await world.SettleAsync(TimeSpan.FromMinutes(1));

        var batch = await BatchAsync(world);
        Assert.AreEqual((BatchStatus.Cancelled, new BatchCounts(Cancelled: 2)), (batch.Status, batch.Counts));
        Assert.IsEmpty(await ContentAsync(world));
        Assert.IsNull(await world.NextDueAsync(later.AddDays(1), [DueKind.Batch]), "Nothing leads to it any more.");
    }

    [TestMethod]
    public async Task What_a_large_batch_leaves_when_it_is_called_back_goes_in_parts()
    {
        await using var world = await StartAsync(contacts: 1);
        var mails = Enumerable.Range(0, 700).Select(i => new BatchMail($"contact{i}", $"Mail {i}", null, null)).ToList();
        var accepted = await AcceptAsync(world, Request(0, mails) with { SendAt = world.Clock.GetUtcNow().AddDays(9) });
        await world.Get<CancelBatch>().CancelAsync(North, accepted.Token, None);
        await world.AdvanceBatchAsync(accepted.Token);

        Assert.IsNotNull((await world.AdvanceBatchAsync(accepted.Token)).RetryAt);
        Assert.HasCount(200, await BlobsAsync(world, "/batch-mails/"));
        Assert.IsNull((await world.AdvanceBatchAsync(accepted.Token)).RetryAt);
        Assert.IsEmpty(await ContentAsync(world));
    }

    [TestMethod]
    public async Task A_batch_that_cannot_go_on_is_looked_after_more_and_more_seldom()
    {
        await using var world = await StartAsync(contacts: 3);
        world.Smtp.Faults.Add(new FaultRule(FaultKind.Status, new FaultMatch("CONNECT"), Status: 421, Times: 10_000));
        var accepted = await AcceptAsync(world, 3);
        await world.AdvanceBatchAsync(accepted.Token);

        var waits = new List<double>();
        foreach (var minutes in (int[])[0, 4, 60])
        {
            world.Clock.Advance(TimeSpan.FromMinutes(minutes));
            var progress = await world.AdvanceBatchAsync(accepted.Token);
            waits.Add(Math.Round((progress.RetryAt!.Value - world.Clock.GetUtcNow()).TotalSeconds));
        }

        Assert.AreEqual("15, 60, 300", string.Join(", ", waits));
    }

    [TestMethod]
    public async Task A_step_that_takes_long_begins_no_more_mails()
    {
        var tables = new WatchedTables(new InMemoryTables());
        await using var world = await BatchOrders.StartAsync(Homes, 30, tables);
        var accepted = await AcceptAsync(world, 30);
        tables.InterruptAfter(20, () =>
        {
            world.Clock.Advance(TimeSpan.FromMinutes(4));
            return Task.CompletedTask;
        });

        await world.AdvanceBatchAsync(accepted.Token);

        Assert.IsInRange(1, 8, (await BatchAsync(world)).Next);
        await world.SettleAsync();
        Assert.AreEqual(new BatchCounts(Sent: 30), (await BatchAsync(world)).Counts);
        Assert.HasCount(30, world.Smtp.Mails);
    }

    [TestMethod]
    public async Task A_service_that_takes_nothing_for_a_while_gets_it_all_later()
    {
        await using var world = await StartAsync(contacts: 30);
        world.Smtp.Faults.Add(new FaultRule(FaultKind.Status, new FaultMatch("CONNECT"), Status: 421, Times: 100));
        var accepted = await AcceptAsync(world, 30);

        await world.SettleAsync(TimeSpan.FromHours(4));

        Assert.AreEqual(new BatchCounts(Sent: 30), (await world.Get<BatchStore>().GetAsync(accepted.Token, None))!.Counts);
        Assert.HasCount(30, world.Smtp.Mails);
    }

    [TestMethod]
    public async Task The_pace_is_the_locations()
    {
        await using var world = await StartAsync(contacts: 30);
        var place = (await world.Get<DirectoryStore>().GetLocationAsync(North, None))!;
        await world.Get<DirectoryStore>().SaveLocationAsync(place with { Provider = place.Provider! with { PerMinute = 6 } }, None);
        await AcceptAsync(world, 30);

        await world.SettleAsync(TimeSpan.FromMinutes(30));

        var times = world.Smtp.Mails.Select(m => m.ReceivedAt).Order().ToList();
        Assert.HasCount(30, times);
        for (var i = 0; i + 7 < times.Count; i++)
            Assert.IsGreaterThanOrEqualTo(TimeSpan.FromSeconds(55), times[i + 7] - times[i]);
    }

    [TestMethod]
    public async Task R27_With_its_location_a_batch_ends_and_nothing_is_left_of_it()
    {
        await using var world = await StartAsync(contacts: 50);
        var accepted = await AcceptAsync(world, 50);
        await world.AdvanceBatchAsync(accepted.Token);

        await world.DeleteLocationAsync(North);
        await world.SettleAsync(TimeSpan.FromDays(3));

        Assert.IsNull(await world.Get<BatchStore>().GetAsync(accepted.Token, None));
        Assert.IsEmpty(await BlobsAsync(world, "/"));
    }

    [TestMethod]
    public async Task A_mail_that_waits_can_be_called_back_and_one_that_is_out_cannot()
    {
        await using var world = await StartAsync(contacts: 1);
        var contact = new ContactId("contact0");
        var later = (SendAcceptance.Accepted)await world.Get<AcceptSend>().AcceptAsync(Single("later", world.Clock.GetUtcNow().AddHours(1)), None);
        var now = (SendAcceptance.Accepted)await world.Get<AcceptSend>().AcceptAsync(Single("now", null), None);
        await world.SettleAsync(TimeSpan.FromMinutes(5));

        var cancel = world.Get<CancelSend>();
        Assert.IsTrue(await cancel.CancelAsync(later.Token, None));
        Assert.IsTrue(await cancel.CancelAsync(later.Token, None));
        Assert.IsFalse(await cancel.CancelAsync(now.Token, None));
        await world.SettleAsync(TimeSpan.FromHours(2));

        Assert.AreEqual("later Failed cancelled, now Sent ", string.Join(", ", (await world.ConversationAsync(North, contact)).Select(m => $"{m.Subject} {m.Status} {m.Failure}")));
        Assert.HasCount(1, world.Smtp.Mails);

        SendRequest Single(string key, DateTimeOffset? at) => new(North, key, "hash", Ana, contact, null, [], [], key, null, "Hello", [], null, at);
    }

    private Task<PipelineWorld> StartAsync(int contacts) => BatchOrders.StartAsync(Homes, contacts);

    private static async Task<IReadOnlyList<(string Address, MessageStatus Status, string? Failure)>> StatusesAsync(PipelineWorld world, int contacts)
    {
        var statuses = new List<(string, MessageStatus, string?)>();
        for (var i = 0; i < contacts; i++)
        {
            foreach (var message in await world.ConversationAsync(North, new ContactId($"contact{i}")))
                statuses.Add((message.To.Single().Address, message.Status, message.Failure));
        }
        return statuses;
    }
}
