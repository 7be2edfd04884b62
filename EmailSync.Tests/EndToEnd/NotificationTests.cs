using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.EndToEnd;

[TestClass]
public sealed class NotificationTests
{
    private static readonly TimeSpan announcementGap = TimeSpan.FromSeconds(1.1);
    private static EndToEndWorld world = null!;

    public static IEnumerable<object[]> FaultsOfEach =>
        from fault in new[] { "dropPush", "duplicatePush", "delayPush", "reorderPush" } from row in ProviderRows.Each select new[] { fault, row[0] };

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => world = await EndToEndWorld.StartAsync(context.CancellationToken);

    [ClassCleanup]
    public static async Task EndAsync() => await world.DisposeAsync();

    [TestMethod]
    [DynamicData(nameof(FaultsOfEach))]
    public async Task Lost_doubled_late_and_reordered_pushes_change_nothing_but_time(string fault, Provider provider)
    {
        var desk = await Desk.OpenAsync(world, fault.ToLowerInvariant(), provider, Stop);
        var match = new FaultMatch(Mailbox: desk.Ana);
        await desk.AnasMail.FailsAsync(new MailFault(fault, match, DelayMs: fault is "delayPush" or "reorderPush" ? 2000 : null, Times: 1000), Stop);

        foreach (var number in Enumerable.Range(1, 5))
        {
            // Gmail announces a mailbox once a second and drops the rest, Outlook tells times in whole seconds; nothing can be seen when the second is over.
            await Task.Delay(announcementGap, Stop);
            await desk.BensMail.SendsAsync(desk.Ben, new Letter(desk.Ben, desk.Ana, $"Mail {number}", "Hello"), Stop);
        }

        var shown = await desk.Location.ShowsAsync("ben", 5, Stop);

        CollectionAssert.AreEqual(new[] { "Mail 1", "Mail 2", "Mail 3", "Mail 4", "Mail 5" }, shown.Select(m => m.Subject).ToArray());
        Assert.IsGreaterThan(0, (await desk.AnasMail.FaultsAsync(Stop)).Single(f => f.Match == match).Hits);
        var decisions = await desk.Location.DecisionsAsync("ana", Stop, "?outcome=synced");
        Assert.HasCount(5, decisions.Select(d => d.ProviderMessageId).Distinct());
    }
}
