using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.EndToEnd;

[TestClass]
public sealed class NotificationTests
{
    private static readonly TimeSpan announcementGap = TimeSpan.FromSeconds(1.1);
    private static EndToEndWorld world = null!;

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => world = await EndToEndWorld.StartAsync(context.CancellationToken);

    [ClassCleanup]
    public static async Task EndAsync() => await world.DisposeAsync();

    [TestMethod]
    [DataRow("dropPush")]
    [DataRow("duplicatePush")]
    [DataRow("delayPush")]
    [DataRow("reorderPush")]
    public async Task Lost_doubled_late_and_reordered_pushes_change_nothing_but_time(string fault)
    {
        var desk = await Desk.OpenAsync(world, fault.ToLowerInvariant(), Stop);
        var match = new GmailFaultMatch(Mailbox: desk.Ana);
        await world.Gmail.FailsAsync(new GmailFault(fault, match, DelayMs: fault is "delayPush" or "reorderPush" ? 2000 : null, Times: 1000), Stop);

        foreach (var number in Enumerable.Range(1, 5))
        {
            // Gmail announces a mailbox once a second and drops the rest; nothing can be seen when the second is over.
            await Task.Delay(announcementGap, Stop);
            await world.Gmail.SendsAsync(desk.Ben, new Letter(desk.Ben, desk.Ana, $"Mail {number}", "Hello"), Stop);
        }

        var shown = await desk.Location.ShowsAsync("ben", 5, Stop);

        CollectionAssert.AreEqual(new[] { "Mail 1", "Mail 2", "Mail 3", "Mail 4", "Mail 5" }, shown.Select(m => m.Subject).ToArray());
        Assert.IsGreaterThan(0, (await world.Gmail.FaultsAsync(Stop)).Single(f => f.Match == match).Hits);
        var decisions = await desk.Location.DecisionsAsync("ana", Stop, "?outcome=synced");
        Assert.HasCount(5, decisions.Select(d => d.ProviderMessageId).Distinct());
    }
}
