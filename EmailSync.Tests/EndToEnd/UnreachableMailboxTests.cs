using System.Net;
using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.EndToEnd;

/// <summary>What is asked of a mailbox that is not there to do it.</summary>
[TestClass]
public sealed class UnreachableMailboxTests
{
    private static EndToEndWorld world = null!;

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) =>
        world = await EndToEndWorld.StartAsync(context.CancellationToken, reconcileInterval: TimeSpan.FromDays(1));

    [ClassCleanup]
    public static async Task EndAsync() => await world.DisposeAsync();

    [TestMethod]
    public async Task R6_A_mailbox_that_was_disconnected_is_asked_for_nothing()
    {
        var desk = await Desk.OpenAsync(world, "left", Stop);

        (await desk.Location.CallMailboxAsync(HttpMethod.Delete, "ana", "", Stop)).Expect(HttpStatusCode.Accepted);

        foreach (var (method, rest) in new[]
        {
            (HttpMethod.Post, "/sync"), (HttpMethod.Post, "/pause"), (HttpMethod.Post, "/resume"), (HttpMethod.Get, "/quarantine"), (HttpMethod.Post, "/quarantine/1/replay"),
        })
        {
            var answer = await desk.Location.CallMailboxAsync(method, "ana", rest, Stop);
            Assert.AreEqual((HttpStatusCode.Conflict, "mailbox_not_connected"), (answer.Status, answer.Code), rest);
        }
    }

    [TestMethod]
    public async Task R7_A_send_that_needs_a_look_into_a_mailbox_whose_grant_is_dead_is_refused_at_once()
    {
        var desk = await Desk.OpenAsync(world, "dead-grant", Stop);

        // A look that is still to come would find out before the mail does.
        await Eventually.SeesAsync(() => desk.Location.MailboxAsync("ana", Stop), mailbox => mailbox.LastSyncedAt is not null, "the first look is over", Stop);
        await desk.AnasMail.RevokesAsync(desk.Ana, Stop);

        var answer = await world.Crm.PostAsync(
            $"{desk.Location.Path}/messages", new { userId = "ana", contactId = "ben", from = "office@dead-grant.example", subject = "Plans", text = "Hello" }, Stop, "dead-grant");

        Assert.AreEqual((HttpStatusCode.Conflict, "reauth_required"), (answer.Status, answer.Code));
    }
}
