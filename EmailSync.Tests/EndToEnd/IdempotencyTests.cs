using System.Net;
using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.EndToEnd;

[TestClass]
public sealed class IdempotencyTests
{
    private static EndToEndWorld world = null!;

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => world = await EndToEndWorld.StartAsync(context.CancellationToken);

    [ClassCleanup]
    public static async Task EndAsync() => await world.DisposeAsync();

    [TestMethod]
    [DynamicData(nameof(ProviderRows.Each), typeof(ProviderRows))]
    public async Task R35_The_same_key_sends_once_also_when_asked_at_the_same_time_and_again_later(Provider provider)
    {
        var desk = await Desk.OpenAsync(world, "same-key", provider, Stop);
        var mail = new CrmMail("ana", "ben", "Offer", Text: "See below.");

        var together = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => desk.Location.SendsAsync(mail, "offer", Stop)));
        await desk.Location.FinishesAsync(together[0], Stop);
        var later = await desk.Location.SendsAsync(mail, "offer", Stop);
        var barrier = await desk.Location.SendsAsync(mail with { Subject = "Barrier" }, "barrier", Stop);
        await desk.Location.FinishesAsync(barrier, Stop);

        Assert.HasCount(1, together.Append(later).Distinct());
        Assert.HasCount(1, (await desk.BensMail.SeesAsync(desk.Ben, "inbox", Stop)).Where(m => m.Subject == "Offer"));
        Assert.HasCount(1, (await desk.AnasMail.SeesAsync(desk.Ana, "sent", Stop)).Where(m => m.Subject == "Offer"));
        Assert.HasCount(1, (await desk.Location.ConversationAsync("ben", Stop)).Where(m => m.Subject == "Offer"));
    }

    [TestMethod]
    public async Task R35_The_same_key_with_another_body_is_refused()
    {
        var desk = await Desk.OpenAsync(world, "reused-key", Stop);
        var first = await desk.Location.SendsAsync(new CrmMail("ana", "ben", "Offer", Text: "One"), "offer", Stop);

        var answer = await world.Crm.PostAsync($"{desk.Location.Path}/messages", new CrmMail("ana", "ben", "Offer", Text: "Two"), Stop, "offer");

        Assert.AreEqual(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.AreEqual("idempotency_key_reused", answer.Code);
        await desk.Location.FinishesAsync(first, Stop);
        Assert.AreEqual("One", (await desk.Location.ConversationAsync("ben", Stop)).Single().Text?.Trim());
    }

    [TestMethod]
    public async Task R34_At_the_daily_limit_a_request_is_told_when_to_come_back_and_its_key_stays_unused()
    {
        var desk = await Desk.OpenAsync(world, "daily-limit", Stop);
        await desk.Location.OpensAsync(Stop, settings: new { dailySendLimit = new { workspace = 1 } });
        var asked = TimeProvider.System.GetUtcNow();
        await desk.Location.FinishesAsync(await desk.Location.SendsAsync(new CrmMail("ana", "ben", "First", Text: "One"), "first", Stop), Stop);

        var answer = await world.Crm.PostAsync($"{desk.Location.Path}/messages", new CrmMail("ana", "ben", "Second", Text: "Two"), Stop, "second");
        var mailbox = (await desk.Location.CallMailboxAsync(HttpMethod.Get, "ana", "", Stop)).Json;

        Assert.AreEqual((HttpStatusCode.TooManyRequests, "daily_limit_reached"), (answer.Status, answer.Code));
        var retryAt = answer.Json.GetProperty("retryAt").GetDateTimeOffset();
        Assert.IsTrue(retryAt > asked.AddHours(23) && retryAt < asked.AddHours(25), $"{retryAt:O}");
        Assert.IsTrue(int.Parse(answer.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture) is > 82_800 and <= 86_400, answer.Headers["Retry-After"]);
        Assert.AreEqual((1, 1), (mailbox.GetProperty("sentLast24Hours").GetInt32(), mailbox.GetProperty("dailySendLimit").GetInt32()));

        await desk.Location.OpensAsync(Stop, settings: new { dailySendLimit = new { workspace = 2 } });
        await desk.Location.FinishesAsync(await desk.Location.SendsAsync(new CrmMail("ana", "ben", "Other", Text: "Three"), "second", Stop), Stop);
        Assert.AreEqual("First, Other", string.Join(", ", (await desk.Location.ConversationAsync("ben", Stop)).Select(m => m.Subject).Order()));
    }

    [TestMethod]
    public async Task R35_A_key_belongs_to_its_location()
    {
        var one = await Desk.OpenAsync(world, "key-here", Stop);
        var two = await Desk.OpenAsync(world, "key-there", Stop);
        var mail = new CrmMail("ana", "ben", "Offer", Text: "See below.");

        var here = await one.Location.SendsAsync(mail, "offer", Stop);
        var there = await two.Location.SendsAsync(mail, "offer", Stop);

        Assert.AreEqual("sent", (await one.Location.FinishesAsync(here, Stop)).Status);
        Assert.AreEqual("sent", (await two.Location.FinishesAsync(there, Stop)).Status);
    }
}
