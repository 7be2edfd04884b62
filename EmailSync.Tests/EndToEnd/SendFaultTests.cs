using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.EndToEnd;

[TestClass]
public sealed class SendFaultTests
{
    private const string Create = "*/drafts";
    private const string Send = "*/drafts/send";
    private static EndToEndWorld world = null!;

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => world = await EndToEndWorld.StartAsync(context.CancellationToken);

    [ClassCleanup]
    public static async Task EndAsync() => await world.DisposeAsync();

    [TestMethod]
    [DataRow("send-500", Send, "status", 500, null, null, null)]
    [DataRow("send-429", Send, "status", 429, 2, null, null)]
    [DataRow("send-504-after", Send, "effectThenError", 504, null, null, null)]
    [DataRow("send-late-lag", Send, "lateEffect", 504, null, 1500, 5000)]
    [DataRow("send-late-lost", Send, "lateEffect", 504, null, 6000, null)]
    [DataRow("send-timeout", Send, "timeout", null, null, 1000, null)]
    [DataRow("send-drop", Send, "dropConnection", null, null, null, null)]
    [DataRow("send-drop-after", Send, "effectThenDrop", null, null, null, null)]
    [DataRow("create-500", Create, "status", 500, null, null, null)]
    [DataRow("create-429", Create, "status", 429, 2, null, null)]
    [DataRow("create-504-after", Create, "effectThenError", 504, null, null, null)]
    [DataRow("create-late", Create, "lateEffect", 504, null, 1500, null)]
    [DataRow("create-timeout", Create, "timeout", null, null, 1000, null)]
    [DataRow("create-drop", Create, "dropConnection", null, null, null, null)]
    [DataRow("create-drop-after", Create, "effectThenDrop", null, null, null, null)]
    public async Task R35_Whatever_goes_wrong_at_the_provider_one_mail_goes_out(
        string name, string path, string fault, int? status, int? retryAfter, int? delayMs, int? sentLagMs)
    {
        var desk = await Desk.OpenAsync(world, name, Stop);
        var match = new GmailFaultMatch("POST", path, desk.Ana);
        await world.Gmail.FailsAsync(new GmailFault(fault, match, status, retryAfter, delayMs), Stop);
        if (sentLagMs is not null)
            await world.Gmail.FailsAsync(new GmailFault("sentLag", new GmailFaultMatch(Mailbox: desk.Ana), DelayMs: sentLagMs), Stop);

        var id = await desk.Location.SendsAsync(new CrmMail("ana", "ben", "Offer", Text: "See below."), "offer", Stop);
        var sent = await desk.Location.FinishesAsync(id, Stop);
        // A second mail behind it: what the first might still do belongs to the past when this one is through.
        var next = await desk.Location.SendsAsync(new CrmMail("ana", "ben", "Later", Text: "Later."), "later", Stop);
        await desk.Location.FinishesAsync(next, Stop);

        Assert.AreEqual("sent", sent.Status, sent.Failure);
        Assert.AreEqual(1, (await world.Gmail.FaultsAsync(Stop)).Single(f => f.Match == match).Hits);
        var arrived = await world.Gmail.SeesAsync(desk.Ben, "inbox", Stop);
        CollectionAssert.AreEquivalent(new[] { "Offer", "Later" }, arrived.Select(m => m.Subject).ToArray());
        var kept = await world.Gmail.SeesAsync(desk.Ana, "sent", Stop);
        CollectionAssert.AreEquivalent(new[] { "Offer", "Later" }, kept.Select(m => m.Subject).ToArray());
        Assert.IsEmpty(await world.Gmail.SeesAsync(desk.Ana, "drafts", Stop));
        var shown = await desk.Location.ConversationAsync("ben", Stop);
        CollectionAssert.AreEqual(new[] { id, next }, shown.Select(m => m.Id).ToArray());
        Assert.AreEqual(kept.Single(m => m.Subject == "Offer").Id, sent.Provider!.Id);
    }

    [TestMethod]
    public async Task A_mail_that_the_provider_refuses_fails_and_says_so()
    {
        var desk = await Desk.OpenAsync(world, "refused", Stop);
        await world.Gmail.FailsAsync(new GmailFault("status", new GmailFaultMatch("POST", Send, desk.Ana), 400), Stop);

        var id = await desk.Location.SendsAsync(new CrmMail("ana", "ben", "Offer", Text: "See below."), "offer", Stop);
        var failed = await desk.Location.FinishesAsync(id, Stop);

        Assert.AreEqual(("failed", "rejected_by_provider"), (failed.Status, failed.Failure));
        Assert.IsEmpty(await world.Gmail.SeesAsync(desk.Ben, "inbox", Stop));
        Assert.IsEmpty(await world.Gmail.SeesAsync(desk.Ana, "sent", Stop));
    }
}
