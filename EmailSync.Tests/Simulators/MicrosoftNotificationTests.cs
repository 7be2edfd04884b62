using System.Net;
using EmailSync.Simulators;
using EmailSync.Simulators.Faults;

namespace EmailSync.Tests.Simulators;

[TestClass]
public sealed class MicrosoftNotificationTests
{
    private const string Ana = MicrosoftDesk.Ana;

    [TestMethod]
    public async Task A_new_mail_is_told_as_graph_writes_it()
    {
        await using var desk = await MicrosoftDesk.OpenAsync();
        var id = await desk.SubscribeAsync();

        var mail = desk.Deliver();
        await desk.SettledAsync(() => desk.Receiver.Received.Count == 1, "the notification came");

        var (path, items) = desk.Receiver.Received.Single();
        var account = desk.Driver.Microsoft.FindAccount(Ana)!;
        var resource = $"Users/{account.ObjectId}/Messages/{mail.Id}";
        Assert.AreEqual("/notify", path);
        Assert.AreEqual(id, MicrosoftDriver.Text(items[0], "subscriptionId"));
        Assert.AreEqual("secret-state", MicrosoftDriver.Text(items[0], "clientState"));
        Assert.AreEqual(account.TenantId, MicrosoftDriver.Text(items[0], "tenantId"));
        Assert.AreEqual("created", MicrosoftDriver.Text(items[0], "changeType"));
        Assert.AreEqual(resource, MicrosoftDriver.Text(items[0], "resource"));
        Assert.AreEqual(resource, items[0]["resourceData"]!["@odata.id"]!.GetValue<string>());
        Assert.AreEqual("#Microsoft.Graph.Message", items[0]["resourceData"]!["@odata.type"]!.GetValue<string>());
        StringAssert.StartsWith(items[0]["resourceData"]!["@odata.etag"]!.GetValue<string>(), "W/\"");
    }

    [TestMethod]
    public async Task Ids_are_immutable_only_when_that_was_asked_at_the_beginning()
    {
        await using var desk = await MicrosoftDesk.OpenAsync();
        await desk.SubscribeAsync(prefer: "IdType=\"ImmutableId\", odata.maxpagesize=5");
        await desk.SubscribeAsync(desk.Order(changeType: "created"));

        var mail = desk.Deliver();
        await desk.SettledAsync(() => desk.Receiver.Ids.Count() == 2, "both notifications came");

        CollectionAssert.AreEquivalent(new[] { mail.Id, mail.ImmutableId }, desk.Receiver.Ids.ToArray());
    }

    [TestMethod]
    public async Task Only_what_was_asked_for_is_told()
    {
        await using var desk = await MicrosoftDesk.OpenAsync();
        await desk.SubscribeAsync(desk.Order("me/mailFolders('inbox')/messages", "updated"));
        var inInbox = desk.Deliver();
        var junk = desk.Mailbox.Deliver(TestWorld.Mail("bob@client.example", Ana, "x"), spam: true);

        desk.Mailbox.MarkRead(junk.Id);
        desk.Mailbox.MarkRead(inInbox.Id);
        await desk.SettledAsync(() => desk.Receiver.Received.Count == 1, "one notification came");

        Assert.AreSequenceEqual([inInbox.Id], desk.Receiver.Ids.ToArray());
        Assert.AreEqual("updated", MicrosoftDriver.Text(desk.Receiver.Items.Single(), "changeType"));
    }

    [TestMethod]
    public async Task After_the_end_nothing_is_told()
    {
        await using var desk = await MicrosoftDesk.OpenAsync();
        await desk.SubscribeAsync(desk.Order("me/mailFolders('inbox')/messages", "created"));
        var longer = await desk.SubscribeAsync(desk.Order("me/messages", "created", desk.World.Clock.GetUtcNow().AddDays(3).ToString("O")));
        desk.World.Clock.Advance(TimeSpan.FromDays(1.5));
        await desk.Driver.AccessTokenAsync(Ana);

        desk.Deliver();
        await desk.SettledAsync(() => desk.Receiver.Received.Count == 1, "the other one was told");

        Assert.AreEqual(longer, MicrosoftDriver.Text(desk.Receiver.Items.Single(), "subscriptionId"));
    }

    [TestMethod]
    public async Task What_is_due_together_travels_together()
    {
        await using var desk = await MicrosoftDesk.OpenAsync();
        var hold = new TaskCompletionSource();
        desk.Receiver.Answer = async _ =>
        {
            await hold.Task;
            return 202;
        };
        var mine = await desk.SubscribeAsync();
        var bea = await desk.Driver.AccessTokenAsync("bea@acme.example");
        var theirs = MicrosoftDriver.Text((await desk.CallAsync("POST", "/subscriptions", desk.Order(), bea)).Json, "id");

        for (var mail = 0; mail < 20; mail++)
        {
            desk.Deliver();
            desk.Driver.Microsoft.Mailbox("bea@acme.example").Deliver(TestWorld.Mail("bob@client.example", "bea@acme.example", "x"));
        }

        hold.SetResult();
        await desk.SettledAsync(() => desk.Receiver.Items.Count() >= 40, "all notifications came");

        Assert.IsLessThan(40, desk.Receiver.Received.Count);
        Assert.IsTrue(desk.Receiver.Received.Any(request => request.Items.Select(item => MicrosoftDriver.Text(item, "subscriptionId")).Distinct().Count() == 2));
        CollectionAssert.AreEquivalent(new[] { mine, theirs }, desk.Receiver.Items.Select(item => MicrosoftDriver.Text(item, "subscriptionId")).Distinct().ToArray());
    }

    [TestMethod]
    public async Task What_is_not_taken_comes_again()
    {
        await using var desk = await MicrosoftDesk.OpenAsync();
        desk.Receiver.Answer = count => Task.FromResult(count switch { 1 => 500, 2 => 302, 3 => 401, _ => 200 });
        await desk.SubscribeAsync();

        var mail = desk.Deliver();
        await TestWorld.EventuallyAsync(
            () =>
            {
                desk.World.Clock.Advance(TimeSpan.FromSeconds(5));
                return desk.Receiver.Received.Count == 4;
            },
            "the fourth answer counts");
        await desk.SettledAsync(() => true, "nothing is left");

        Assert.AreSequenceEqual(Enumerable.Repeat(mail.Id, 4).ToArray(), desk.Receiver.Ids.ToArray());
    }

    [TestMethod]
    public async Task After_four_hours_it_is_lost()
    {
        await using var desk = await MicrosoftDesk.OpenAsync();
        desk.Receiver.Answer = _ => Task.FromResult(503);
        await desk.SubscribeAsync();

        desk.Deliver();
        await TestWorld.EventuallyAsync(() => desk.Count(SimulatorEventKind.PushRefused) == 1, "the first attempt failed");
        desk.World.Clock.Advance(TimeSpan.FromHours(4.1));
        await desk.SettledAsync(() => true, "it was given up");

        Assert.AreEqual(1, desk.Count(SimulatorEventKind.PushDropped));
    }

    [TestMethod]
    public async Task A_good_answer_after_three_seconds_does_not_count_the_first_time()
    {
        await using var desk = await MicrosoftDesk.OpenAsync();
        desk.Receiver.Answer = count =>
        {
            desk.World.Clock.Advance(TimeSpan.FromSeconds(4));
            return Task.FromResult(202);
        };
        await desk.SubscribeAsync();

        var mail = desk.Deliver();
        await desk.SettledAsync(() => desk.Receiver.Received.Count == 2, "it came again and was taken in the longer time of a repetition");

        Assert.AreSequenceEqual([mail.Id, mail.Id], desk.Receiver.Ids.ToArray());
    }

    [TestMethod]
    public async Task A_slow_host_is_told_ten_minutes_later()
    {
        await using var desk = await MicrosoftDesk.OpenAsync();
        desk.Receiver.Answer = count =>
        {
            desk.World.Clock.Advance(TimeSpan.FromSeconds(4));
            return Task.FromResult(202);
        };
        await desk.SubscribeAsync();
        for (var mail = 1; mail <= 5; mail++)
        {
            desk.Deliver();
            await desk.SettledAsync(() => desk.Receiver.Received.Count == 2 * mail, "delivered at the second attempt");
        }

        desk.Receiver.Answer = _ => Task.FromResult(202);
        var held = desk.Deliver();
        var waiting = desk.Driver.Microsoft.NotificationStatus.Waiting;
        desk.World.Clock.Advance(TimeSpan.FromMinutes(10.1));
        await desk.SettledAsync(() => desk.Receiver.Received.Count == 11, "it came after ten minutes");

        Assert.AreEqual(1, waiting);
        Assert.AreEqual(held.Id, desk.Receiver.Ids.Last());
    }

    [TestMethod]
    public async Task A_host_that_does_not_answer_loses_what_comes_in_ten_minutes()
    {
        await using var desk = await MicrosoftDesk.OpenAsync();
        desk.Receiver.Answer = _ =>
        {
            desk.World.Clock.Advance(TimeSpan.FromSeconds(10.5));
            return Task.FromResult(202);
        };
        await desk.SubscribeAsync();
        desk.Deliver();
        await TestWorld.EventuallyAsync(
            () =>
            {
                desk.World.Clock.Advance(TimeSpan.FromSeconds(20));
                desk.Deliver();
                return desk.Count(SimulatorEventKind.PushDropped) > 0;
            },
            "notifications are dropped");

        desk.Receiver.Answer = _ => Task.FromResult(202);
        desk.World.Clock.Advance(TimeSpan.FromMinutes(21));
        var later = desk.Deliver();

        await TestWorld.EventuallyAsync(() => desk.Receiver.Ids.Contains(later.Id), "after the penalty it is told again");
    }

    [TestMethod]
    public async Task Push_faults_lose_double_delay_and_overtake()
    {
        await using var desk = await MicrosoftDesk.OpenAsync();
        await desk.SubscribeAsync(desk.Order(changeType: "created"));

        Order(desk, FaultKind.DropPush);
        desk.Deliver();
        Order(desk, FaultKind.DuplicatePush);
        var doubled = desk.Deliver();
        await desk.SettledAsync(() => desk.Receiver.Received.Count == 2, "it came twice");
        Order(desk, FaultKind.DelayPush, delayMs: 3_600_000);
        var delayed = desk.Deliver();
        Order(desk, FaultKind.ReorderPush, delayMs: 3_600_000);
        var overtaken = desk.Deliver();
        var overtaking = desk.Deliver();
        await TestWorld.EventuallyAsync(
            () => desk.Receiver.Ids.Count() == 4 && desk.Driver.Microsoft.NotificationStatus.Outstanding == 0, "the overtaken one follows");
        desk.World.Clock.Advance(TimeSpan.FromHours(1.1));
        await desk.SettledAsync(() => desk.Receiver.Ids.Count() == 5, "the delayed one comes last");

        Assert.AreSequenceEqual([doubled.Id, doubled.Id, overtaking.Id, overtaken.Id, delayed.Id], desk.Receiver.Ids.ToArray());
    }

    [TestMethod]
    public async Task Expired_subscriptions_end_without_a_word()
    {
        await using var desk = await MicrosoftDesk.OpenAsync();
        await desk.SubscribeAsync();

        var fault = desk.Driver.Microsoft.AddFault(new FaultRule(FaultKind.ExpireWatch, new FaultMatch(Mailbox: Ana)));

        Assert.AreEqual(1, fault.Hits);
        Assert.IsEmpty((await desk.ListAsync()).ToArray());
        await desk.SettledAsync(() => true, "nothing is to be told");
        Assert.IsEmpty(desk.Receiver.Received);
    }

    [TestMethod]
    public async Task A_dead_grant_asks_for_a_new_one_every_quarter_hour_and_holds_the_news()
    {
        await using var desk = await MicrosoftDesk.OpenAsync();
        var id = await desk.SubscribeAsync();

        desk.Driver.Microsoft.Revoke(Ana);
        await desk.SettledAsync(() => desk.Receiver.Received.Count == 1, "the first reminder");
        var held = desk.Deliver();
        desk.World.Clock.Advance(TimeSpan.FromMinutes(15));
        await TestWorld.EventuallyAsync(() => desk.Receiver.Received.Count == 2, "the second reminder");
        var before = desk.Receiver.Ids.ToArray();
        var renewed = await desk.CallAsync("POST", $"/subscriptions/{id}/reauthorize", null, await desk.Driver.AccessTokenAsync(Ana));
        await desk.SettledAsync(() => desk.Receiver.Received.Count == 3, "the news follow");
        desk.World.Clock.Advance(TimeSpan.FromMinutes(16));
        await desk.SettledAsync(() => true, "no more reminders");

        Assert.AreEqual(HttpStatusCode.NoContent, renewed.Status);
        Assert.IsEmpty(before);
        Assert.AreSequenceEqual(["reauthorizationRequired", "reauthorizationRequired"], desk.Receiver.LifecycleEvents.ToArray());
        Assert.AreSequenceEqual([held.Id], desk.Receiver.Ids.ToArray());
        Assert.IsTrue(desk.Receiver.Received.Take(2).All(request => request.Path == "/lifecycle"));
    }

    [TestMethod]
    [DataRow("missed", 1)]
    [DataRow("reauthorizationRequired", 1)]
    [DataRow("subscriptionRemoved", 0)]
    public async Task Lifecycle_events_are_sent_on_order(string lifecycleEvent, int left)
    {
        await using var desk = await MicrosoftDesk.OpenAsync();
        var id = await desk.SubscribeAsync();

        var told = desk.Driver.Microsoft.Subscriptions.Announce(Ana, lifecycleEvent);
        await desk.SettledAsync(() => desk.Receiver.Received.Count == 1, "the event came");

        var item = desk.Receiver.Items.Single();
        Assert.AreEqual(1, told);
        Assert.AreEqual(
            (id, lifecycleEvent, "secret-state"),
            (MicrosoftDriver.Text(item, "subscriptionId"), MicrosoftDriver.Text(item, "lifecycleEvent"), MicrosoftDriver.Text(item, "clientState")));
        Assert.HasCount(left, (await desk.ListAsync()).ToArray());
    }

    private static void Order(MicrosoftDesk desk, FaultKind kind, int? delayMs = null) =>
        desk.Driver.Microsoft.AddFault(new FaultRule(kind, new FaultMatch(Mailbox: Ana), DelayMs: delayMs));
}
