using System.Net;
using System.Text.Json;
using System.Web;
using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.EndToEnd;

/// <summary>A mailbox's life as the CRM sees it, over HTTP.</summary>
[TestClass]
public sealed class LifecycleTests
{
    private static EndToEndWorld world = null!;

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) =>
        world = await EndToEndWorld.StartAsync(context.CancellationToken, more: new Dictionary<string, string?> { ["EmailSync:DrainTime"] = "00:00:02" });

    [ClassCleanup]
    public static async Task EndAsync() => await world.DisposeAsync();

    [TestMethod]
    [DynamicData(nameof(ProviderRows.Each), typeof(ProviderRows))]
    public async Task R7_A_lost_authorisation_is_told_once_and_signing_in_again_brings_the_gap(Provider provider)
    {
        var desk = await OpenAsync("lost", provider);
        await desk.AnasMail.RevokesAsync(desk.Ana, Stop);
        await WriteAsync(desk, "Gap");
        await desk.Location.LooksNowAsync("ana", Stop);

        var lost = await desk.Location.BecomesAsync("ana", "reauth_required", Stop);
        await ToldAsync(desk, "mailbox.connected", "mailbox.reauth_required");
        var refused = await world.Crm.PostAsync(
            $"{desk.Location.Path}/messages", new CrmMail("ana", "ben", "Refused", Text: "Refused"), Stop, "refused");
        await desk.Location.LooksNowAsync("ana", Stop);
        var back = await desk.Location.SignsInAsync("ana", desk.Ana, Stop, provider, "reauthorize");
        var shown = await desk.Location.ShowsAsync("ben", 1, Stop);

        Assert.AreEqual("sign_in_again", lost.Action);
        Assert.IsFalse(string.IsNullOrEmpty(lost.Reason));
        Assert.AreEqual((HttpStatusCode.UnprocessableEntity, "reauth_required"), (refused.Status, refused.Code));
        Assert.AreEqual("?status=connected", back.Query);
        Assert.AreEqual("Gap", shown.Single().Subject);
        await ToldAsync(desk, "mailbox.connected", "mailbox.reauth_required", "mailbox.connected");
    }

    [TestMethod]
    [DynamicData(nameof(ProviderRows.Each), typeof(ProviderRows))]
    public async Task R7_Signing_in_to_another_account_is_refused(Provider provider)
    {
        var desk = await OpenAsync("other", provider);
        var other = $"ana.private@{desk.Location.Id}.example";
        await desk.AnasMail.HasAccountAsync(other, Stop);

        var back = HttpUtility.ParseQueryString((await desk.Location.SignsInAsync("ana", other, Stop, provider, "reauthorize")).Query);

        Assert.AreEqual(("error", "wrong_account"), (back["status"], back["code"]));
        var mailbox = await desk.Location.MailboxAsync("ana", Stop);
        Assert.AreEqual((desk.Ana, "connected"), (mailbox.Address, mailbox.Status));
    }

    [TestMethod]
    [DynamicData(nameof(ProviderRows.Each), typeof(ProviderRows))]
    public async Task R5_After_an_update_the_new_address_takes_over(Provider provider)
    {
        var desk = await OpenAsync("moved", provider);
        await WriteAsync(desk, "Plans");
        var plans = (await desk.Location.ShowsAsync("ben", 1, Stop)).Single();
        var moved = $"ana.new@{desk.Location.Id}.example";
        await desk.AnasMail.HasAccountAsync(moved, Stop);

        Assert.AreEqual("?status=connected", (await desk.Location.SignsInAsync("ana", moved, Stop, provider, "update")).Query);
        await WriteAsync(desk, "To the old address");
        var reply = await desk.Location.SendsAsync(
            new CrmMail("ana", "ben", "Re: Plans", Text: "Yes") { ReplyToMessageId = plans.Id }, "reply", Stop);
        var sent = await desk.Location.FinishesAsync(reply, Stop);
        var received = (await desk.BensMail.SeesAsync(desk.Ben, "inbox", Stop)).Single();
        await desk.BensMail.SendsAsync(
            desk.Ben, new Letter(desk.Ben, moved, "Re: Re: Plans", "Good") { Answers = received.MessageIdHeader }, Stop);
        var shown = await desk.Location.ShowsAsync("ben", 3, Stop);

        Assert.AreEqual(("sent", moved), (sent.Status, sent.From!.Email), sent.Failure);
        CollectionAssert.AreEqual(new[] { "Plans", "Re: Plans", "Re: Re: Plans" }, shown.Select(m => m.Subject).Order(StringComparer.Ordinal).ToArray());
        Assert.AreEqual(1, shown.Select(m => m.ThreadId).Distinct().Count());
        Assert.AreEqual((moved, "connected"), ((await desk.Location.MailboxAsync("ana", Stop)).Address, (await desk.Location.MailboxAsync("ana", Stop)).Status));
    }

    [TestMethod]
    [DynamicData(nameof(ProviderRows.Each), typeof(ProviderRows))]
    public async Task R6_R8_After_a_disconnection_in_full_flight_nothing_appears_until_the_user_connects_again(Provider provider)
    {
        var desk = await OpenAsync("left", provider);
        await WriteAsync(desk, "First");
        await desk.Location.ShowsAsync("ben", 1, Stop);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => WriteAsync(desk, $"In flight {i}")));

        var answer = await desk.Location.CallMailboxAsync(HttpMethod.Delete, "ana", "", Stop);
        await WriteAsync(desk, "Late");
        var gone = await desk.Location.BecomesAsync("ana", "disconnected", Stop);
        var atTheEnd = await desk.Location.ConversationAsync("ben", Stop);
        await ToldAsync(desk, "mailbox.connected", "mailbox.disconnected");
        await Task.Delay(TimeSpan.FromSeconds(6), Stop);

        Assert.AreEqual(HttpStatusCode.Accepted, answer.Status);
        Assert.AreEqual("disconnecting", answer.Json.GetProperty("status").GetString());
        Assert.AreEqual("connect", gone.Action);
        Assert.IsFalse(atTheEnd.Any(m => m.Subject == "Late"));
        CollectionAssert.AreEqual(
            atTheEnd.Select(m => m.Id).ToArray(), (await desk.Location.ConversationAsync("ben", Stop)).Select(m => m.Id).ToArray());
        Assert.AreEqual(HttpStatusCode.OK, (await desk.Location.CallMailboxAsync(HttpMethod.Delete, "ana", "", Stop)).Status);
        Assert.AreEqual("mailbox_not_connected", (await desk.Location.CallMailboxAsync(HttpMethod.Post, "ana", "/sync", Stop)).Code);

        await desk.Location.ConnectsAsync("ana", desk.Ana, Stop, provider);
        await WriteAsync(desk, "Back");
        var shown = await desk.Location.ShowsAsync("ben", atTheEnd.Count + 1, Stop);
        Assert.AreEqual("Back", shown[^1].Subject);
        Assert.IsGreaterThan(gone.ConnectedAt, (await desk.Location.MailboxAsync("ana", Stop)).ConnectedAt);
    }

    [TestMethod]
    [DynamicData(nameof(ProviderRows.Each), typeof(ProviderRows))]
    public async Task R30_A_paused_mailbox_sends_nothing_and_catches_up_when_it_is_resumed(Provider provider)
    {
        var desk = await OpenAsync("paused", provider);
        var paused = await desk.Location.CallMailboxAsync(HttpMethod.Post, "ana", "/pause", Stop);
        await WriteAsync(desk, "Meanwhile");
        var refused = await world.Crm.PostAsync($"{desk.Location.Path}/messages", new CrmMail("ana", "ben", "No", Text: "No"), Stop, "refused");

        var resumed = await desk.Location.CallMailboxAsync(HttpMethod.Post, "ana", "/resume", Stop);
        var shown = await desk.Location.ShowsAsync("ben", 1, Stop);

        Assert.AreEqual((HttpStatusCode.Accepted, "paused"), (paused.Status, paused.Json.GetProperty("status").GetString()));
        Assert.AreEqual("paused", refused.Code);
        Assert.AreEqual((HttpStatusCode.Accepted, "connected"), (resumed.Status, resumed.Json.GetProperty("status").GetString()));
        Assert.AreEqual("Meanwhile", shown.Single().Subject);
    }

    [TestMethod]
    public async Task R3_A_user_reaches_their_own_mailbox_and_no_other()
    {
        var desk = await OpenAsync("own", Provider.Gmail);
        await desk.Location.HasUserAsync("zoe", $"zoe@{desk.Location.Id}.example", Stop);
        (HttpMethod Method, string Path)[] calls =
        [
            (HttpMethod.Get, ""), (HttpMethod.Delete, ""), (HttpMethod.Get, "/decisions"), (HttpMethod.Get, "/quarantine"), (HttpMethod.Post, "/sync"),
            (HttpMethod.Post, "/pause"), (HttpMethod.Post, "/resume"), (HttpMethod.Post, "/connect"), (HttpMethod.Post, "/quarantine/x/replay"),
        ];

        foreach (var (method, path) in calls)
        {
            var answer = await desk.Location.CallMailboxAsync(method, "ana", path, Stop, actingUser: "zoe");
            Assert.AreEqual((HttpStatusCode.Forbidden, "not_your_mailbox"), (answer.Status, answer.Code), $"{method} {path}");
        }

        Assert.AreEqual(HttpStatusCode.OK, (await desk.Location.CallMailboxAsync(HttpMethod.Get, "ana", "", Stop, actingUser: "ana")).Status);
        Assert.AreEqual("invalid_request", (await desk.Location.CallMailboxAsync(HttpMethod.Get, "ana", "", Stop, actingUser: "a b")).Code);
        Assert.AreEqual("connected", (await desk.Location.MailboxAsync("ana", Stop)).Status);
    }

    [TestMethod]
    public async Task R3_A_user_calls_back_their_own_mail_and_nobody_elses()
    {
        var desk = await OpenAsync("own-mail", Provider.Gmail);
        await desk.Location.HasUserAsync("zoe", $"zoe@{desk.Location.Id}.example", Stop);
        var id = await desk.Location.SendsAsync(new CrmMail("ana", "ben", "Later", Text: "Later") { SendAt = TimeProvider.System.GetUtcNow().AddHours(1) }, "later", Stop);
        Task<CrmAnswer> CancelAsync(string user) => world.Crm.CallAsync(HttpMethod.Post, $"{desk.Location.Path}/messages/{id}/cancel", null, Stop, actingUser: user);

        var refused = await CancelAsync("zoe");
        Assert.AreEqual((HttpStatusCode.Forbidden, "not_your_mailbox"), (refused.Status, refused.Code));
        Assert.AreEqual("queued", (await desk.Location.MessageAsync(id, Stop)).Status);
        (await CancelAsync("ana")).Expect(HttpStatusCode.OK);
        (await CancelAsync("ana")).Expect(HttpStatusCode.OK);

        Assert.AreEqual("cancelled", (await desk.Location.MessageAsync(id, Stop)).Failure);
    }

    [TestMethod]
    public async Task R2_An_operator_sees_every_mailbox_by_its_state_page_by_page()
    {
        var lost = await OpenAsync("seen-lost", Provider.Gmail);
        await OpenAsync("seen-well", Provider.Outlook);
        await lost.AnasMail.RevokesAsync(lost.Ana, Stop);
        await lost.Location.LooksNowAsync("ana", Stop);
        await lost.Location.BecomesAsync("ana", "reauth_required", Stop);

        var all = await ListAsync("limit=200");
        var paged = new List<CrmMailboxSeen>();
        string? cursor = null;
        do
        {
            var page = (await world.Crm.GetAsync($"api/mailboxes?limit=1{(cursor is null ? "" : $"&cursor={cursor}")}", Stop)).Expect(HttpStatusCode.OK)
                .As<CrmPage<CrmMailboxSeen>>();
            Assert.IsLessThanOrEqualTo(1, page.Items.Count);
            paged.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        // What another test's sign-in was refused for is forgotten meanwhile.
        var still = (await ListAsync("limit=200")).Select(m => m.Id).ToHashSet();
        CollectionAssert.IsSubsetOf(all.Select(m => m.Id).Where(still.Contains).ToArray(), paged.Select(m => m.Id).ToArray());
        CollectionAssert.AllItemsAreUnique(paged.Select(m => m.Id).ToArray());
        Assert.IsTrue((await ListAsync("status=connected")).All(m => m.Status == "connected"));
        Assert.IsTrue(all.All(m => m.QuotaUsed is >= 0 and <= 1));
        Assert.IsTrue((await ListAsync("status=reauth_required&limit=200")).Any(m => m is { Status: "reauth_required", Provider: "gmail", Connections: 1 }));
    }

    private async Task<IReadOnlyList<CrmMailboxSeen>> ListAsync(string query) =>
        (await world.Crm.GetAsync($"api/mailboxes?{query}", Stop)).Expect(HttpStatusCode.OK).As<CrmPage<CrmMailboxSeen>>().Items;

    /// <summary>As <see cref="Desk"/> opens one, of a location that is told of everything from the start.</summary>
    private async Task<Desk> OpenAsync(string name, Provider provider)
    {
        var (id, mail) = ($"{name}-{provider.Word()}", world.Mail(provider));
        var desk = new Desk(world.Crm.Location(id), $"ana@{id}.example", $"ben@{id}.test", mail, mail);
        await mail.HasAccountAsync(desk.Ana, Stop);
        await mail.HasAccountAsync(desk.Ben, Stop);
        await desk.Location.OpensAsync(Stop, world.Hooks.Address(id), "whsec_" + Convert.ToBase64String("a secret of thirty-two bytes ..."u8));
        await desk.Location.HasUserAsync("ana", desk.Ana, Stop);
        await desk.Location.HasContactAsync("ben", desk.Ben, Stop, assignedTo: "ana");
        await desk.Location.ConnectsAsync("ana", desk.Ana, Stop, provider);
        return desk;
    }

    private Task<MailPlaced> WriteAsync(Desk desk, string subject) =>
        desk.AnasMail.ReceivesAsync(desk.Ana, new Letter(desk.Ben, desk.Ana, subject, subject)
        {
            MessageId = $"<{subject.Replace(' ', '-')}@{desk.Location.Id}.test>",
            Date = TimeProvider.System.GetUtcNow(),
        }.Bytes(), Stop);

    /// <summary>What the CRM was told of mailboxes, exactly and in this order.</summary>
    private async Task ToldAsync(Desk desk, params string[] types) => await Eventually.SeesAsync(
        async () => string.Join(", ", (await world.Hooks.ReceivedAsync(desk.Location.Id, Stop))
            .Select(h => JsonDocument.Parse(h.Body).RootElement.GetProperty("type").GetString()!)
            .Where(t => t.StartsWith("mailbox.", StringComparison.Ordinal))),
        told => told == string.Join(", ", types),
        $"the CRM is told {string.Join(", ", types)}",
        Stop);
}
