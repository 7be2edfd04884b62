using System.Globalization;
using EmailSync.Core.Mailboxes;
using EmailSync.Simulators.Faults;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>
/// What becomes of a mailbox with each error that a provider gives to the renewal of its watch: nothing is lost by it, the next attempt comes in time, and the watch is there
/// again when the provider gives one.
/// </summary>
[TestClass]
public sealed class WatchErrorTableTests
{
    [TestMethod]
    [DataRow(400, "failedPrecondition", null, "Connected; failedPrecondition; again in 600 s")]
    [DataRow(401, "authError", null, "ReauthRequired; authError; -")]
    [DataRow(403, "userRateLimitExceeded", null, "Connected; userRateLimitExceeded; again in 600 s")]
    [DataRow(403, "domainPolicy", null, "Connected; domainPolicy; again in 600 s")]
    [DataRow(403, "insufficientPermissions", null, "Connected; insufficientPermissions; again in 600 s")]
    [DataRow(404, "notFound", null, "Connected; notFound; again in 600 s")]
    [DataRow(429, "rateLimitExceeded", 120, "Connected; rateLimitExceeded; again in 120 s")]
    [DataRow(500, "backendError", null, "Connected; backendError; again in 600 s")]
    [DataRow(503, "backendError", 60, "Connected; backendError; again in 60 s")]
    public Task An_error_of_Google_does_to_the_watch(int status, string reason, int? retryAfter, string expected) =>
        PlayAsync(Homes.Gmail, status, reason, retryAfter, expected);

    [TestMethod]
    [DataRow(400, "BadRequest", null, "Connected; BadRequest; again in 600 s")]
    [DataRow(401, "InvalidAuthenticationToken", null, "ReauthRequired; InvalidAuthenticationToken; -")]
    [DataRow(403, "ErrorAccessDenied", null, "Connected; ErrorAccessDenied; again in 600 s")]
    [DataRow(404, "ResourceNotFound", null, "Connected; ResourceNotFound; again in 600 s")]
    [DataRow(409, "ExtensionError", null, "Connected; ExtensionError; again in 600 s")]
    [DataRow(429, "activityLimitReached", 120, "Connected; activityLimitReached; again in 120 s")]
    [DataRow(500, "generalException", null, "Connected; generalException; again in 600 s")]
    [DataRow(503, "serviceNotAvailable", 60, "Connected; serviceNotAvailable; again in 60 s")]
    [DataRow(504, "generalException", null, "Connected; generalException; again in 600 s")]
    public Task An_error_of_Graph_does_to_the_subscription(int status, string reason, int? retryAfter, string expected) =>
        PlayAsync(Homes.Outlook, status, reason, retryAfter, expected);

    /// <param name="homes">At which provider.</param>
    /// <param name="status">The error's status.</param>
    /// <param name="reason">The error's word.</param>
    /// <param name="retryAfter">Seconds in its Retry-After header, or null.</param>
    /// <param name="expected">Status and last error of the mailbox; when the renewal is tried again.</param>
    private static async Task PlayAsync(Homes homes, int status, string reason, int? retryAfter, string expected)
    {
        await using var world = await StartConnectedAsync(homes);
        var id = world.Connections[0].Mailbox;
        await world.SettleAsync();
        var mail = world.At(AnaAddress);
        world.Clock.Advance(TimeSpan.FromDays(1));
        mail.Control.AddFault(new FaultRule(FaultKind.Status, new FaultMatch(Path: mail.WatchPath), status, reason, retryAfter, Times: 1000));
        var now = world.Clock.GetUtcNow();

        await world.Get<WatchMailbox>().RenewAsync(id, None);

        var seen = await world.MailboxAsync();
        var again = seen.Status == MailboxStatus.Connected ? $"again in {Rounded(seen.RenewAt!.Value - now)} s" : "-";
        Assert.AreEqual(expected, $"{seen.Status}; {seen.LastError ?? "-"}; {again}");
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Offer") { Id = "offer@x" });
        await world.SettleAsync();
        mail.Control.Faults.Clear();
        if (seen.Status != MailboxStatus.Connected)
        {
            // Signing in again brings the watch, and what came meanwhile.
            await world.ConnectAsync(North, Ana, AnaAddress, ConnectMode.Reauthorize);
            await world.SettleAsync();
        }
        else
        {
            await world.PassAsync(TimeSpan.FromMinutes(21), TimeSpan.FromMinutes(1));
        }
        Assert.AreEqual("Offer", (await world.ConversationAsync()).Single().Subject);
        Assert.HasCount(1, world.Watches(AnaAddress));
        Assert.IsGreaterThan(world.Clock.GetUtcNow().AddDays(6), (await world.MailboxAsync()).WatchExpiresAt!.Value);
    }

    /// <summary>The renewal itself takes a moment.</summary>
    private static string Rounded(TimeSpan wait) => (Math.Floor(wait.TotalSeconds / 10) * 10).ToString(CultureInfo.InvariantCulture);
}
