using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using EmailSync.Simulators.Faults;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>A provider that says "not now" in any of its ways, for as long as it likes: nothing is counted against a message, and all of them come.</summary>
[TestClass]
public sealed class ThrottlingTests
{
    private const int Mails = 6;

    [TestMethod]
    [DataRow(429, "rateLimitExceeded", 60, 240)]
    [DataRow(429, "userRateLimitExceeded", null, 20)]
    [DataRow(429, "rateLimitExceeded", 0, 1)]
    [DataRow(403, "userRateLimitExceeded", null, 20)]
    [DataRow(403, "rateLimitExceeded", 300, 240)]
    [DataRow(403, "dailyLimitExceeded", null, 600)]
    [DataRow(403, "quotaExceeded", null, 600)]
    [DataRow(503, "backendError", 120, 240)]
    [DataRow(504, "backendError", 120, 240)]
    public Task Gmail(int status, string reason, int? retryAfter, int minutes) => StormAsync(Homes.Gmail, status, reason, retryAfter, minutes);

    [TestMethod]
    [DataRow(429, "ApplicationThrottled", 60, 240)]
    [DataRow(429, "activityLimitReached", null, 20)]
    [DataRow(429, "ErrorTooManyRequests", 0, 1)]
    [DataRow(503, "serviceNotAvailable", 120, 240)]
    [DataRow(504, "gatewayTimeout", 120, 240)]
    [DataRow(509, "bandwidthLimitExceeded", 300, 240)]
    public Task Outlook(int status, string reason, int? retryAfter, int minutes) => StormAsync(Homes.Outlook, status, reason, retryAfter, minutes);

    private static async Task StormAsync(Homes homes, int status, string reason, int? retryAfter, int minutes)
    {
        await using var world = await PipelineWorld.StartConnectedAsync(homes);
        var mailbox = world.Connections[0].Mailbox;
        for (var i = 0; i < Mails; i++)
            world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, $"Mail {i}") { Id = $"{i}@x" });
        world.At(AnaAddress).Control.AddFault(new FaultRule(
            FaultKind.Status, new FaultMatch("GET", world.At(AnaAddress).RawPath), status, reason, retryAfter, Times: 1_000_000));

        await world.SettleAsync(TimeSpan.FromMinutes(minutes));

        var put = await world.DeferredAsync(mailbox);
        Assert.HasCount(Mails, put);
        Assert.IsTrue(put.All(m => m is { Attempts: 0, Quarantined: false, Reason: Reason.ProviderThrottled }), "Nothing is counted against a message.");
        Assert.IsEmpty(await world.ConversationAsync());
        Assert.AreEqual(MailboxStatus.Connected, (await world.Get<MailboxStore>().GetAsync(mailbox, None))!.Status);

        // Two lanes may ask at the same moment; then both wait, a second at least.
        var refused = world.At(AnaAddress).Control.Faults.List().Single().Hits;
        Assert.IsInRange(2, 2 * (minutes + 1) * 60, refused, "Asked again, but not all the time.");

        world.At(AnaAddress).Control.Faults.Clear();
        await world.SettleAsync(TimeSpan.FromHours(1));

        Assert.HasCount(Mails, await world.ConversationAsync());
        Assert.IsEmpty(await world.DeferredAsync(mailbox));
        Assert.IsTrue((await world.DecisionsAsync(world.Connections[0])).All(d => d.Outcome == Outcome.Synced));
    }
}
