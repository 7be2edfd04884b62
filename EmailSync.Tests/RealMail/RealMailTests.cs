using EmailSync.Tests.EndToEnd;
using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.RealMail;

/// <summary>All of the corpus through the whole product: host, simulators and Azurite, seen from the CRM. docs/testing.md says what is measured.</summary>
[TestClass]
public sealed class RealMailTests
{
    private const double WantedShare = 0.95;
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(5);
    private static EndToEndWorld world = null!;

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        // All of the corpus at once is more than the new prices allow in a minute; waiting for quota is not what is measured.
        world = await EndToEndWorld.StartAsync(context.CancellationToken, more: new Dictionary<string, string?> { ["Gmail:PriceList"] = "Old" });
        await world.Gmail.SetsAsync(new { priceList = "old" }, context.CancellationToken);
    }

    [ClassCleanup]
    public static async Task EndAsync() => await world.DisposeAsync();

    [TestMethod]
    [DataRow(Provider.Gmail)]
    [DataRow(Provider.Outlook)]
    public async Task Real_mail_from_contacts_comes_through_whole(Provider provider)
    {
        var corpus = CorpusMails.All();
        var mailbox = new RealMailbox(world.Crm, provider, Simulator(provider));
        var hooks = mailbox.Location.Id;
        await mailbox.OpenAsync(corpus.Count + 1, world.Hooks.Address(hooks), Stop);

        var placed = new List<string>();
        for (var number = 0; number < corpus.Count; number++)
            placed.Add(await mailbox.ReceivesAsync(FromContact.Rewrite(corpus[number].Mime, mailbox.Contact(number)), Stop));
        await Eventually.SeesAsync(
            () => mailbox.DecisionsAsync(Stop), seen => placed.TrueForAll(id => seen.TryGetValue(id, out var decision) && IsFinal(decision)),
            "every mail is decided", Stop, patience);
        var after = new Letter(mailbox.Contact(corpus.Count), "ana@example.com", "After all of that", "Still there?");
        placed.Add(await mailbox.ReceivesAsync(after.Bytes(), Stop));
        var decisions = await Eventually.SeesAsync(
            () => mailbox.DecisionsAsync(Stop), seen => seen.ContainsKey(placed[^1]), "the mailbox goes on", Stop);

        var results = await ResultsAsync(mailbox, corpus, placed, decisions);
        Report(provider, results);
        Assert.IsEmpty(results.Where(result => result.Amiss.Count > 0));
        Assert.IsGreaterThanOrEqualTo(WantedShare * results.Count, results.Count(result => result.IsSynced));
        Assert.IsEmpty(decisions.Values.Where(decision => decision.Outcome == "deferred"));
        Assert.AreEqual("synced", decisions[placed[^1]].Outcome);
        Assert.AreEqual(0, await mailbox.QuarantinedAsync(Stop));
        Assert.AreEqual("connected", (await mailbox.StateAsync(Stop)).Status);
        await Eventually.SeesAsync(
            async () => (await world.Hooks.ReceivedAsync(hooks, Stop)).Select(hook => hook.Headers["webhook-id"]).Distinct().Count(),
            told => told >= decisions.Values.Count(decision => decision.Outcome == "synced"),
            "the CRM is told of every mail", Stop);
    }

    /// <summary>What the provider throttled comes by itself; what could not be processed would stay, and is looked at as it is.</summary>
    private static bool IsFinal(CrmDecision decision) => decision.Outcome != "deferred" || decision.Reason == "processing_failed";

    private async Task<IReadOnlyList<RealMailResult>> ResultsAsync(
        RealMailbox mailbox, IReadOnlyList<CorpusMail> corpus, List<string> placed, Dictionary<string, CrmDecision> decisions)
    {
        var check = new RealMailCheck(mailbox);
        var results = new RealMailResult[corpus.Count];
        await Parallel.ForAsync(0, corpus.Count, Stop, async (number, stop) =>
        {
            var decision = decisions[placed[number]];
            IReadOnlyList<string> amiss = decision.MessageId is { } message
                ? await check.AmissAsync(corpus[number], mailbox.Contact(number), placed[number], message, stop)
                : [];
            results[number] = new RealMailResult(corpus[number].Name, decision.Outcome, decision.Reason, amiss);
        });
        return results;
    }

    private void Report(Provider provider, IReadOnlyList<RealMailResult> results)
    {
        TestContext.WriteLine($"{provider}: {results.Count(result => result.IsSynced)} of {results.Count} mails synced");
        foreach (var result in results.Where(result => !result.IsSynced || result.Amiss.Count > 0))
            TestContext.WriteLine($"{provider}: {result}");
    }

    private static Uri Simulator(Provider provider) =>
        provider == Provider.Gmail ? world.Simulators.GoogleBaseUrl : world.Simulators.MicrosoftBaseUrl;
}
