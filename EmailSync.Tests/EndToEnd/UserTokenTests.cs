using System.Net;
using System.Net.Http.Json;
using EmailSync.Core.Access;
using EmailSync.Core.Directory;
using EmailSync.Functions.Http;
using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.EndToEnd;

/// <summary>R3: what a browser can do that acts as a user.</summary>
[TestClass]
public sealed class UserTokenTests
{
    private static EndToEndWorld world = null!;
    private static Desk desk = null!;

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        world = await EndToEndWorld.StartAsync(context.CancellationToken);
        desk = await Desk.OpenAsync(world, "tokens", context.CancellationToken);
        await desk.Location.HasUserAsync("zoe", "zoe@tokens.example", context.CancellationToken);
    }

    [ClassCleanup]
    public static async Task EndAsync() => await world.DisposeAsync();

    [TestMethod]
    public async Task R3_A_user_token_reads_sends_and_sees_its_own_mailbox_and_marks_its_own_copies()
    {
        var token = await desk.Location.IssuesTokenAsync("ana", Stop, "read", "send", "mailbox");
        var browser = world.Crm.With(token).Location("tokens");

        var message = await browser.SendsAsync(new CrmMail("ana", "ben", "From the browser", Text: "Hello"), "browser", Stop);
        Assert.AreEqual("sent", (await browser.FinishesAsync(message, Stop)).Status);
        Assert.IsTrue((await browser.ConversationAsync("ben", Stop)).Any(m => m.Id == message));
        Assert.AreEqual("connected", (await browser.MailboxAsync("ana", Stop)).Status);
        await browser.LooksNowAsync("ana", Stop);
        await browser.RawAsync(message, Stop);
        Assert.IsNotNull(await browser.WantsAsync(message, "ana", Stop, read: true));
        var later = await browser.SendsAsync(new CrmMail("ana", "ben", "Later", Text: "Later") { SendAt = TimeProvider.System.GetUtcNow().AddHours(1) }, "later", Stop);
        (await world.Crm.With(token).CallAsync(HttpMethod.Post, $"{desk.Location.Path}/messages/{later}/cancel", null, Stop)).Expect(HttpStatusCode.OK);
    }

    [TestMethod]
    public async Task R3_A_user_token_acts_for_nobody_else()
    {
        var crm = world.Crm.With(await desk.Location.IssuesTokenAsync("zoe", Stop, "read", "send", "mailbox"));
        var message = await desk.Location.SendsAsync(new CrmMail("ana", "ben", "Anas", Text: "Hello"), "anas", Stop);
        await desk.Location.FinishesAsync(message, Stop);
        var path = desk.Location.Path;

        (string What, CrmAnswer Answer)[] refused =
        [
            ("mailbox", await crm.GetAsync($"{path}/users/ana/mailbox", Stop)),
            ("decisions", await crm.GetAsync($"{path}/users/ana/mailbox/decisions", Stop)),
            ("quarantine", await crm.GetAsync($"{path}/users/ana/mailbox/quarantine", Stop)),
            ("pause", await crm.CallAsync(HttpMethod.Post, $"{path}/users/ana/mailbox/pause", null, Stop)),
            ("disconnect", await crm.CallAsync(HttpMethod.Delete, $"{path}/users/ana/mailbox", null, Stop)),
            ("send", await crm.PostAsync($"{path}/messages", new CrmMail("ana", "ben", "No", Text: "No"), Stop, "no")),
            ("mark", await crm.CallAsync(HttpMethod.Patch, $"{path}/messages/{message}", JsonContent.Create(new { userId = "ana", read = true }), Stop)),
            ("header", await crm.CallAsync(HttpMethod.Get, $"{path}/users/zoe/mailbox", null, Stop, actingUser: "ana")),
        ];

        foreach (var (what, answer) in refused)
            Assert.AreEqual((HttpStatusCode.Forbidden, "not_your_mailbox"), (answer.Status, answer.Code), what);
        Assert.AreEqual("unknown_mailbox", (await crm.CallAsync(HttpMethod.Get, $"{path}/users/zoe/mailbox", null, Stop, actingUser: "zoe")).Code);
        Assert.AreEqual("connected", (await desk.Location.MailboxAsync("ana", Stop)).Status);
    }

    [TestMethod]
    public async Task R3_Neither_a_user_token_nor_a_key_that_acts_as_a_user_is_an_administrator()
    {
        var token = await desk.Location.IssuesTokenAsync("ana", Stop, "read", "send", "mailbox");
        var (_, key) = await desk.Location.MakesKeyAsync(Stop);
        var path = desk.Location.Path;
        (HttpMethod Method, string Path)[] calls =
        [
            (HttpMethod.Get, ""), (HttpMethod.Put, ""), (HttpMethod.Delete, ""), (HttpMethod.Put, "/users/ana"), (HttpMethod.Delete, "/users/ana"),
            (HttpMethod.Put, "/contacts/ben"), (HttpMethod.Delete, "/contacts/ben"), (HttpMethod.Get, "/keys"), (HttpMethod.Post, "/keys"),
            (HttpMethod.Delete, "/keys/" + new string('0', 36)), (HttpMethod.Post, "/users/ana/tokens"), (HttpMethod.Get, "/suppressions"), (HttpMethod.Post, "/batches"),
        ];

        foreach (var (method, call) in calls)
        {
            var byToken = await world.Crm.With(token).CallAsync(method, path + call, null, Stop);
            var byKey = await world.Crm.With(key).CallAsync(method, path + call, null, Stop, actingUser: "ana");
            Assert.AreEqual((HttpStatusCode.Forbidden, "administrator_required"), (byToken.Status, byToken.Code), $"{method} {call}");
            Assert.AreEqual((HttpStatusCode.Forbidden, "administrator_required"), (byKey.Status, byKey.Code), $"{method} {call}");
        }
        Assert.AreEqual("installation_key_required", (await world.Crm.With(token).GetAsync("api/mailboxes", Stop)).Code);
    }

    [TestMethod]
    [DataRow("read", "200 403 403")]
    [DataRow("send", "403 202 403")]
    [DataRow("mailbox", "403 403 200")]
    public async Task R3_A_user_token_is_for_what_its_scopes_say(string scope, string expected)
    {
        var crm = world.Crm.With(await desk.Location.IssuesTokenAsync("ana", Stop, scope));

        CrmAnswer[] answers =
        [
            await crm.GetAsync($"{desk.Location.Path}/contacts/ben/messages", Stop),
            await crm.PostAsync($"{desk.Location.Path}/messages", new CrmMail("ana", "ben", "Scoped", Text: "Scoped"), Stop, "scoped"),
            await crm.GetAsync($"{desk.Location.Path}/users/ana/mailbox", Stop),
        ];

        Assert.AreEqual(expected, string.Join(' ', answers.Select(a => (int)a.Status)));
        Assert.IsTrue(answers.Where(a => a.Status == HttpStatusCode.Forbidden).All(a => a.Code == "missing_scope"));
    }

    [TestMethod]
    public async Task R3_Every_function_refuses_whoever_is_not_to_call_it_and_whoever_acts_as_nobody()
    {
        var catalog = new FunctionCatalog();
        var (reads, sends) = (await desk.Location.IssuesTokenAsync("ana", Stop, "read", "mailbox"), await desk.Location.IssuesTokenAsync("ana", Stop, "send"));
        foreach (var function in HttpFunction.All.Where(f => f.NeedsKey))
        {
            var path = function.Path.Replace("locations/x", "locations/tokens", StringComparison.Ordinal);
            var reach = catalog.ReachOf(function.Name);
            var expected = reach switch { Reach.Installation => "installation_key_required", Reach.Administration => "administrator_required", _ => "missing_scope" };

            var refused = await world.Crm.With(reach == Reach.Send ? reads : sends).CallAsync(new HttpMethod(function.Method), path, null, Stop);
            var nobody = await world.Crm.CallAsync(new HttpMethod(function.Method), path, null, Stop, actingUser: "a b");

            Assert.AreEqual((HttpStatusCode.Forbidden, expected), (refused.Status, refused.Code), function.Name);
            Assert.AreEqual((HttpStatusCode.BadRequest, "invalid_request"), (nobody.Status, nobody.Code), function.Name);
        }
    }

    [TestMethod]
    public async Task R3_A_user_token_ends_with_its_time_and_with_its_user()
    {
        await desk.Location.HasUserAsync("leo", "leo@tokens.example", Stop);
        var token = await desk.Location.IssuesTokenAsync("leo", Stop, "read");
        var expired = new UserToken(new LocationId("tokens"), new UserId("leo"), TokenScopes.All, TimeProvider.System.GetUtcNow().AddMinutes(-1)).Write(world.Keys);
        var path = $"{desk.Location.Path}/contacts/ben";
        (await world.Crm.With(token).GetAsync(path, Stop)).Expect(HttpStatusCode.OK);

        var late = await world.Crm.With(expired).GetAsync(path, Stop);
        var forged = await world.Crm.With(token[..^1] + (token[^1] == 'A' ? 'B' : 'A')).GetAsync(path, Stop);
        (await world.Crm.CallAsync(HttpMethod.Delete, $"{desk.Location.Path}/users/leo", null, Stop)).Expect(HttpStatusCode.NoContent);
        var gone = await world.Crm.With(token).GetAsync(path, Stop);

        Assert.AreEqual((HttpStatusCode.Unauthorized, "token_expired"), (late.Status, late.Code));
        Assert.AreEqual((HttpStatusCode.Unauthorized, "unauthorized"), (forged.Status, forged.Code));
        Assert.AreEqual((HttpStatusCode.Unauthorized, "unauthorized"), (gone.Status, gone.Code));
    }

    [TestMethod]
    public async Task R3_Whoever_acts_as_a_user_names_no_other_senders_address()
    {
        var location = world.Crm.Location("senders");
        await location.SendsThroughAsync(world.Simulators.SmtpPort, "news@senders.example", Stop);
        await location.HasUserAsync("ana", "ana@senders.example", Stop);
        await location.HasContactAsync("ben", "ben@senders.test", Stop);
        var crm = world.Crm.With(await location.IssuesTokenAsync("ana", Stop, "send"));

        var boss = await crm.PostAsync($"{location.Path}/messages", Mail("boss@senders.example"), Stop, "boss");
        var own = await crm.PostAsync($"{location.Path}/messages", Mail("ana@senders.example"), Stop, "own");
        var keys = await world.Crm.PostAsync($"{location.Path}/messages", Mail("boss@senders.example"), Stop, "keys");

        Assert.AreEqual((HttpStatusCode.UnprocessableEntity, "from_not_owned"), (boss.Status, boss.Code));
        own.Expect(HttpStatusCode.Accepted);
        keys.Expect(HttpStatusCode.Accepted);

        static object Mail(string from) => new { kind = "individual", userId = "ana", contactId = "ben", from, subject = "Hello", text = "Hello" };
    }
}
