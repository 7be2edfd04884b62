using System.Net;
using EmailSync.Simulators.Faults;
using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.EndToEnd;

/// <summary>Mail to many, as the CRM asks for it and sees it.</summary>
[TestClass]
public sealed class BatchTests
{
    private const string From = "news@acme.test";
    private const int Many = 120;
    private static EndToEndWorld world = null!;

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => world = await EndToEndWorld.StartAsync(context.CancellationToken);

    [ClassCleanup]
    public static async Task EndAsync() => await world.DisposeAsync();

    [TestMethod]
    public async Task Each_of_many_gets_a_mail_of_its_own_and_the_CRM_sees_how_far_it_is()
    {
        var location = await OpenAsync("many");

        var batch = await location.SendsToManyAsync(Body(), "spring", Stop);
        var end = await location.EndsAsync(batch, "finished", Stop);

        Assert.AreEqual((Many, 0), (end.GetProperty("counts").GetProperty("sent").GetInt32(), end.GetProperty("counts").GetProperty("failed").GetInt32()));
        var mails = world.Simulators.Smtp.Mails.Where(m => m.To.Single().EndsWith("@many.test", StringComparison.Ordinal)).ToList();
        Assert.HasCount(Many, mails.Select(m => m.To.Single()).Distinct().ToList());
        Assert.HasCount(Many, mails);
        var first = (await world.Crm.GetAsync($"{location.Path}/batches/{batch}/messages?limit=100", Stop)).Expect(HttpStatusCode.OK).Json;
        var rest = (await world.Crm.GetAsync($"{location.Path}/batches/{batch}/messages?limit=100&cursor={first.GetProperty("nextCursor").GetString()}", Stop)).Json;
        Assert.AreEqual((100, Many - 100), (first.GetProperty("items").GetArrayLength(), rest.GetProperty("items").GetArrayLength()));
        var message = (await location.ConversationAsync("c7", Stop)).Single();
        Assert.AreEqual(("sent", "bulk", "locationProvider", "Hello 7"), (message.Status, message.Kind, message.Via, message.Subject));
    }

    [TestMethod]
    public async Task A_mail_for_later_is_called_back_once()
    {
        var location = await OpenAsync("later");
        var id = await location.SendsAsync(new CrmMail("ana", "c1", "Later", Text: "Later") { SendAt = TimeProvider.System.GetUtcNow().AddHours(1) }, "later", Stop);

        var cancelled = (await world.Crm.CallAsync(HttpMethod.Post, $"{location.Path}/messages/{id}/cancel", null, Stop)).Expect(HttpStatusCode.OK);

        Assert.AreEqual(("failed", "cancelled"), (cancelled.Json.GetProperty("status").GetString(), cancelled.Json.GetProperty("failure").GetString()));
    }

    /// <summary>Alone: the sink lets nobody in meanwhile who has no account.</summary>
    [TestMethod]
    [DoNotParallelize]
    public async Task The_password_of_the_mail_service_is_kept_and_never_shown()
    {
        var location = await OpenAsync("secret");
        world.Simulators.Smtp.AddAccount("acme", "right");
        try
        {
            await location.SendsThroughAsync(world.Simulators.SmtpPort, From, Stop, "acme", "right");
            var shown = (await world.Crm.GetAsync(location.Path, Stop)).Expect(HttpStatusCode.OK);
            Assert.DoesNotContain("right", System.Text.Encoding.UTF8.GetString(shown.Body));

            // As it was shown, without the password: that stays.
            await location.SendsThroughAsync(world.Simulators.SmtpPort, From, Stop, "acme");
            await location.FinishesAsync(await location.SendsAsync(new CrmMail("ana", "c1", "Signed in", Text: "Hi"), "signed-in", Stop), Stop);

            Assert.AreEqual("acme", world.Simulators.Smtp.Mails.Single(m => m.Subject == "Signed in").User);
        }
        finally
        {
            world.Simulators.Smtp.RemoveAccounts();
        }
    }

    [TestMethod]
    public async Task A_batch_for_later_is_called_back_at_once()
    {
        var location = await OpenAsync("much-later");
        var batch = await location.SendsToManyAsync(Body(TimeProvider.System.GetUtcNow().AddDays(30)), "spring", Stop);

        (await world.Crm.CallAsync(HttpMethod.Post, $"{location.Path}/batches/{batch}/cancel", null, Stop)).Expect(HttpStatusCode.Accepted);
        var counts = (await location.EndsAsync(batch, "cancelled", Stop)).GetProperty("counts");

        Assert.AreEqual(Many, counts.GetProperty("cancelled").GetInt32());
    }

    /// <summary>Alone: the sink is slow meanwhile, for everybody.</summary>
    [TestMethod]
    [DoNotParallelize]
    public async Task A_batch_that_is_called_back_stops()
    {
        var location = await OpenAsync("back");
        world.Simulators.Smtp.Faults.Add(new FaultRule(FaultKind.Slow, new EmailSync.Simulators.Faults.FaultMatch("END", Mailbox: From), DelayMs: 300, Times: 200));
        var batch = await location.SendsToManyAsync(Body(), "spring", Stop);
        await Eventually.SeesAsync(
            () => world.Crm.GetAsync($"{location.Path}/batches/{batch}", Stop), a => a.Json.GetProperty("counts").GetProperty("sent").GetInt32() > 0, "some are out", Stop);

        (await world.Crm.CallAsync(HttpMethod.Post, $"{location.Path}/batches/{batch}/cancel", null, Stop)).Expect(HttpStatusCode.Accepted);
        var counts = (await location.EndsAsync(batch, "cancelled", Stop)).GetProperty("counts");
        world.Simulators.Smtp.Faults.Clear();

        var sent = counts.GetProperty("sent").GetInt32();
        Assert.IsInRange(1, Many - 1, sent);
        Assert.AreEqual(Many, sent + counts.GetProperty("cancelled").GetInt32());
        Assert.AreEqual(sent, world.Simulators.Smtp.Mails.Count(m => m.To.Single().EndsWith("@back.test", StringComparison.Ordinal)));
    }

    private async Task<CrmLocation> OpenAsync(string id)
    {
        var location = world.Crm.Location(id);
        await location.OpensAsync(Stop);
        await location.SendsThroughAsync(world.Simulators.SmtpPort, From, Stop);
        await location.HasUserAsync("ana", $"ana@{id}.test", Stop);
        for (var i = 0; i < Many; i++)
            await location.HasContactAsync($"c{i}", $"c{i}@{id}.test", Stop);
        return location;
    }

    private static object Body(DateTimeOffset? sendAt = null) => new
    {
        userId = "ana",
        sendAt,
        html = "<p>It is spring</p>",
        messages = Enumerable.Range(0, Many).Select(i => new { contactId = $"c{i}", subject = $"Hello {i}" }).ToArray(),
    };
}
