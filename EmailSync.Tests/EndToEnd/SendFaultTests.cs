using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.EndToEnd;

[TestClass]
public sealed class SendFaultTests
{
    private const string Create = nameof(MailService.CreateDraft);
    private const string Send = nameof(MailService.SendDraft);
    private static EndToEndWorld world = null!;

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => world = await EndToEndWorld.StartAsync(context.CancellationToken);

    [ClassCleanup]
    public static async Task EndAsync() => await world.DisposeAsync();

    [TestMethod]
    [DataRow(Provider.Gmail, "send-500", Send, "status", 500, null, null, null)]
    [DataRow(Provider.Gmail, "send-429", Send, "status", 429, 2, null, null)]
    [DataRow(Provider.Gmail, "send-504-after", Send, "effectThenError", 504, null, null, null)]
    [DataRow(Provider.Gmail, "send-late-lag", Send, "lateEffect", 504, null, 1500, 5000)]
    [DataRow(Provider.Gmail, "send-late-lost", Send, "lateEffect", 504, null, 6000, null)]
    [DataRow(Provider.Gmail, "send-timeout", Send, "timeout", null, null, 1000, null)]
    [DataRow(Provider.Gmail, "send-drop", Send, "dropConnection", null, null, null, null)]
    [DataRow(Provider.Gmail, "send-drop-after", Send, "effectThenDrop", null, null, null, null)]
    [DataRow(Provider.Gmail, "create-500", Create, "status", 500, null, null, null)]
    [DataRow(Provider.Gmail, "create-429", Create, "status", 429, 2, null, null)]
    [DataRow(Provider.Gmail, "create-504-after", Create, "effectThenError", 504, null, null, null)]
    [DataRow(Provider.Gmail, "create-late", Create, "lateEffect", 504, null, 1500, null)]
    [DataRow(Provider.Gmail, "create-timeout", Create, "timeout", null, null, 1000, null)]
    [DataRow(Provider.Gmail, "create-drop", Create, "dropConnection", null, null, null, null)]
    [DataRow(Provider.Gmail, "create-drop-after", Create, "effectThenDrop", null, null, null, null)]
    [DataRow(Provider.Outlook, "send-429", Send, "status", 429, 2, null, null)]
    [DataRow(Provider.Outlook, "send-504-after", Send, "effectThenError", 504, null, null, null)]
    [DataRow(Provider.Outlook, "send-late-lag", Send, "lateEffect", 504, null, 1500, 5000)]
    [DataRow(Provider.Outlook, "send-drop-after", Send, "effectThenDrop", null, null, null, null)]
    [DataRow(Provider.Outlook, "create-504-after", Create, "effectThenError", 504, null, null, null)]
    [DataRow(Provider.Outlook, "create-drop", Create, "dropConnection", null, null, null, null)]
    [DataRow(Provider.Outlook, "create-drop-after", Create, "effectThenDrop", null, null, null, null)]
    public async Task R35_Whatever_goes_wrong_at_the_provider_one_mail_goes_out(
        Provider provider, string name, string call, string fault, int? status, int? retryAfter, int? delayMs, int? sentLagMs)
    {
        var desk = await Desk.OpenAsync(world, name, provider, Stop);
        var match = new FaultMatch("POST", call == Send ? desk.AnasMail.SendDraft : desk.AnasMail.CreateDraft, desk.Ana);
        await desk.AnasMail.FailsAsync(new MailFault(fault, match, status, retryAfter, delayMs), Stop);
        if (sentLagMs is not null)
            await desk.AnasMail.FailsAsync(new MailFault("sentLag", new FaultMatch(Mailbox: desk.Ana), DelayMs: sentLagMs), Stop);

        var id = await desk.Location.SendsAsync(new CrmMail("ana", "ben", "Offer", Text: "See below."), "offer", Stop);
        var sent = await desk.Location.FinishesAsync(id, Stop);
        // A second mail behind it: what the first might still do belongs to the past when this one is through.
        var next = await desk.Location.SendsAsync(new CrmMail("ana", "ben", "Later", Text: "Later."), "later", Stop);
        await desk.Location.FinishesAsync(next, Stop);

        Assert.AreEqual("sent", sent.Status, sent.Failure);
        Assert.AreEqual(1, (await desk.AnasMail.FaultsAsync(Stop)).Single(f => f.Match == match).Hits);
        var arrived = await desk.BensMail.SeesAsync(desk.Ben, "inbox", Stop);
        CollectionAssert.AreEquivalent(new[] { "Offer", "Later" }, arrived.Select(m => m.Subject).ToArray());
        var kept = await desk.AnasMail.SeesAsync(desk.Ana, "sent", Stop);
        CollectionAssert.AreEquivalent(new[] { "Offer", "Later" }, kept.Select(m => m.Subject).ToArray());
        Assert.IsEmpty(await desk.AnasMail.SeesAsync(desk.Ana, "drafts", Stop));
        var shown = await desk.Location.ConversationAsync("ben", Stop);
        CollectionAssert.AreEqual(new[] { id, next }, shown.Select(m => m.Id).ToArray(), string.Join('\n', shown));
        Assert.AreEqual(kept.Single(m => m.Subject == "Offer").Id, sent.Provider!.Id);
    }

    [TestMethod]
    [DynamicData(nameof(ProviderRows.Each), typeof(ProviderRows))]
    public async Task A_mail_that_the_provider_refuses_fails_and_says_so(Provider provider)
    {
        var desk = await Desk.OpenAsync(world, "refused", provider, Stop);
        await desk.AnasMail.FailsAsync(new MailFault("status", new FaultMatch("POST", desk.AnasMail.SendDraft, desk.Ana), 400), Stop);

        var id = await desk.Location.SendsAsync(new CrmMail("ana", "ben", "Offer", Text: "See below."), "offer", Stop);
        var failed = await desk.Location.FinishesAsync(id, Stop);

        Assert.AreEqual(("failed", "rejected_by_provider"), (failed.Status, failed.Failure));
        Assert.IsEmpty(await desk.BensMail.SeesAsync(desk.Ben, "inbox", Stop));
        Assert.IsEmpty(await desk.AnasMail.SeesAsync(desk.Ana, "sent", Stop));
    }
}
