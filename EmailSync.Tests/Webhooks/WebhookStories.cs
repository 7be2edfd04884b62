using EmailSync.Core.Crm;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using static EmailSync.Tests.Webhooks.WebhookWorld;

namespace EmailSync.Tests.Webhooks;

/// <summary>What a CRM sees of its webhooks when it changes something, or is away for long.</summary>
[TestClass]
public sealed class WebhookStories
{
    private static readonly LocationId north = new("north");
    private static readonly ContactId carla = new("carla");
    private static readonly TimeSpan soon = TimeSpan.FromMinutes(2);

    [TestMethod]
    public async Task Both_secrets_sign_for_a_day_the_new_one_first_and_then_the_new_one_alone()
    {
        await using var world = new WebhookWorld();
        await world.PutAsync(north);
        await world.HappensAsync(north, carla);
        await world.PassAsync(soon);
        await world.PutAsync(north, secret: OtherSecret);
        await world.HappensAsync(north, carla);
        await world.PassAsync(soon);
        await world.PassAsync(TimeSpan.FromHours(24), step: TimeSpan.FromMinutes(10));
        await world.HappensAsync(north, carla);
        await world.PassAsync(soon);

        var seen = world.Target.Seen(HostOf(north));
        CollectionAssert.AreEqual(new[] { 1, 2, 1 }, seen.Select(s => s.Signature.Split(' ').Length).ToList());
        CollectionAssert.AreEqual(new[] { true, true, false }, seen.Select(s => IsGenuine(s, Secret)).ToList());
        CollectionAssert.AreEqual(new[] { false, true, true }, seen.Select(s => IsGenuine(s, OtherSecret)).ToList());
        Assert.AreEqual(seen[1].Signature.Split(' ')[0], WebhookSignature.Sign(OtherSecret, seen[1].Id, At(seen[1]), seen[1].Body));
    }

    [TestMethod]
    public async Task What_nobody_took_for_three_days_is_set_aside_and_told_again_on_demand_under_the_same_ids_in_order()
    {
        await using var world = new WebhookWorld();
        var isDown = true;
        world.Target.Mood = (_, _) => isDown ? new TargetMood { IsDown = true } : null;
        await world.PutAsync(north);
        var start = world.Now;
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add(await world.HappensAsync(north, carla));
            await world.PassAsync(TimeSpan.FromMinutes(10));
        }
        await world.HappensAsync(north, new ContactId("dora"));
        await world.PassAsync(TimeSpan.FromDays(3) + TimeSpan.FromHours(3), step: TimeSpan.FromMinutes(5));
        Assert.HasCount(6, await AsideAsync(world));
        isDown = false;
        var later = await world.HappensAsync(north, carla);
        await world.PassAsync(TimeSpan.FromMinutes(5));
        Assert.AreEqual(later, string.Join(',', world.Target.Seen(HostOf(north)).Select(s => s.Id)));

        for (var again = 0; again < 2; again++)
        {
            await world.Get<WebhookWork>().ReplayAsync(north, new ReplayOrder(start, start.AddMinutes(35), [CrmEventType.MessageSynced]), None);
            await world.PassAsync(soon);
        }

        Assert.AreEqual(string.Join(',', [later, .. ids.Take(4)]), string.Join(',', world.Target.Seen(HostOf(north)).Select(s => s.Id)));
        Assert.HasCount(2, await AsideAsync(world));
    }

    [TestMethod]
    public async Task A_replay_survives_the_death_of_the_process_at_any_write()
    {
        for (var write = 1; ; write++)
        {
            await using var world = new WebhookWorld();
            var isDown = true;
            world.Target.Mood = (_, _) => isDown ? new TargetMood { IsDown = true } : null;
            await world.PutAsync(north);
            var (start, ids) = (world.Now, new List<string>());
            for (var i = 0; i < 3; i++)
                ids.Add(await world.HappensAsync(north, carla));
            await world.PassAsync(TimeSpan.FromDays(3) + TimeSpan.FromHours(3), step: TimeSpan.FromMinutes(15));
            isDown = false;
            await world.Get<WebhookWork>().ReplayAsync(north, new ReplayOrder(start, start.AddHours(1), []), None);
            world.Fuse.DieAfter(write);
            var died = false;
            await world.PassAsync(soon, async () =>
            {
                if (died || !world.IsDead)
                    return;
                died = true;
                await world.RestartAsync();
            });

            var first = world.Target.Seen(HostOf(north)).Select(s => s.Id).Distinct().ToList();
            CollectionAssert.AreEqual(ids, first, $"died after write {write}");
            Assert.IsEmpty(await AsideAsync(world), $"died after write {write}");
            if (!died)
                return;
        }
    }

    [TestMethod]
    public async Task A_webhook_that_said_410_is_told_nothing_until_it_is_put_again_and_then_everything_at_once()
    {
        await using var world = new WebhookWorld();
        world.Target.Mood = (_, _) => new TargetMood(410);
        await world.PutAsync(north);
        for (var i = 0; i < 20; i++)
            await world.HappensAsync(north, new ContactId($"contact{i}"));
        await world.PassAsync(TimeSpan.FromHours(5), step: TimeSpan.FromMinutes(1));
        var calls = world.Target.Calls[HostOf(north)];
        Assert.IsLessThanOrEqualTo(DeliveryLanes.MaxLanes, calls);
        world.Target.Mood = (_, _) => null;

        await world.PutAsync(north);
        await world.PassAsync(TimeSpan.FromSeconds(20));

        Assert.HasCount(20, world.Target.Seen(HostOf(north)));
    }

    [TestMethod]
    public async Task Without_a_webhook_events_are_logged_and_a_webhook_that_comes_later_hears_of_later_ones_only()
    {
        await using var world = new WebhookWorld();
        await world.PutAsync(north, withWebhook: false);
        var before = await world.HappensAsync(north, carla);
        await world.PassAsync(soon);
        await world.PutAsync(north);
        var after = await world.HappensAsync(north, carla);
        await world.PassAsync(soon);

        Assert.AreEqual(after, string.Join(',', world.Target.Seen(HostOf(north)).Select(s => s.Id)));
        Assert.AreEqual($"{before},{after}", string.Join(',', (await world.Get<EventLogStore>().ReadAsync(north, null, 10, None)).Events.Select(e => e.Event.Id)));
        var stream = EventStream.Of(world.Get<TableKeys>().ConversationOf(north, carla));
        Assert.IsFalse(await world.Get<ConversationStore>().ListOutboxAsync(stream, None).AnyAsync(None));
    }

    [TestMethod]
    public async Task An_event_that_the_target_cannot_take_holds_back_its_own_stream_only()
    {
        await using var world = new WebhookWorld();
        await world.PutAsync(north);
        world.Target.Mood = (_, _) => new TargetMood(422);
        var poison = await world.HappensAsync(north, carla);
        await world.PassAsync(TimeSpan.FromSeconds(3));
        world.Target.Mood = (_, _) => null;
        await world.PassAsync(TimeSpan.FromSeconds(1));
        world.Target.Poison = poison;

        var held = await world.HappensAsync(north, carla);
        var other = await world.HappensAsync(north, new ContactId("dora"));
        await world.PassAsync(TimeSpan.FromMinutes(30), step: TimeSpan.FromSeconds(5));
        Assert.AreEqual(other, string.Join(',', world.Target.Seen(HostOf(north)).Select(s => s.Id)));
        var tries = await world.Get<DeliveryLog>().ListAsync(north, world.Now.AddDays(-1), null, None).Where(l => l.EventId == poison).ToListAsync(None);
        CollectionAssert.AreEqual(Enumerable.Range(1, tries.Count).Reverse().ToList(), tries.Select(t => t.Attempt).ToList());
        world.Target.Poison = null;
        await world.PassAsync(TimeSpan.FromMinutes(30), step: TimeSpan.FromSeconds(5));

        Assert.AreEqual($"{other},{poison},{held}", string.Join(',', world.Target.Seen(HostOf(north)).Select(s => s.Id)));
    }

    [TestMethod]
    public async Task A_test_event_is_told_at_once_and_what_the_target_said_is_known()
    {
        await using var world = new WebhookWorld();
        await world.PutAsync(north);
        var target = (await world.Get<DirectoryStore>().GetLocationAsync(north, None))!.Webhook!;

        var told = await world.Get<TestWebhook>().RunAsync(north, target, None);
        world.Target.Mood = (_, _) => new TargetMood(302);
        var moved = await world.Get<TestWebhook>().RunAsync(north, target, None);
        world.Target.Mood = (_, _) => new TargetMood { IsDown = true };
        var down = await world.Get<TestWebhook>().RunAsync(north, target, None);

        Assert.AreEqual((true, 204, null), (told.IsDelivered, told.Status, told.Error));
        Assert.AreEqual((false, 302, "redirect_not_followed"), (moved.IsDelivered, moved.Status, moved.Error));
        Assert.AreEqual((false, null, "unreachable"), (down.IsDelivered, down.Status, down.Error));
        StringAssert.Contains(world.Target.Seen(HostOf(north)).Single().Body, "\"type\":\"webhook.test\"");
        Assert.AreEqual(TargetHealth.Good, await world.Get<TargetStore>().GetAsync(north, None));
        Assert.AreEqual(3, await world.Get<DeliveryLog>().ListAsync(north, world.Now.AddDays(-1), null, None).CountAsync(None));
    }

    private static async Task<IReadOnlyList<SetAsideEvent>> AsideAsync(WebhookWorld world) =>
        await world.Get<SetAsideStore>().ListAsync(north, world.Now.AddDays(-10), world.Now, null, 100, None);

    private static DateTimeOffset At(WebhookSeen seen) =>
        DateTimeOffset.FromUnixTimeSeconds(long.Parse(seen.Timestamp, System.Globalization.CultureInfo.InvariantCulture));

    private static bool IsGenuine(WebhookSeen seen, string secret) => WebhookSignature.Verify(
        secret, seen.Id, seen.Timestamp, System.Text.Encoding.UTF8.GetBytes(seen.Body), seen.Signature, seen.At, TimeSpan.FromMinutes(5));
}
