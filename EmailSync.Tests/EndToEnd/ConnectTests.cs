using System.Net;
using System.Web;
using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.EndToEnd;

[TestClass]
public sealed class ConnectTests
{
    private static EndToEndWorld world = null!;

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => world = await EndToEndWorld.StartAsync(context.CancellationToken);

    [ClassCleanup]
    public static async Task EndAsync() => await world.DisposeAsync();

    [TestMethod]
    [DynamicData(nameof(ProviderRows.Each), typeof(ProviderRows))]
    public async Task R1_An_unticked_permission_connects_nothing_and_is_named(Provider provider)
    {
        var refused = world.Mail(provider).RefusedPermission;
        var location = await LocationAsync("unticked", provider, refused);

        var back = await location.SignsInAsync("ana", Address(location), Stop, provider);

        var query = HttpUtility.ParseQueryString(back.Query);
        Assert.AreEqual(("error", "missing_permissions"), (query["status"], query["code"]));
        Assert.AreEqual(refused, query["missing"]);
        await NothingIsConnectedAsync(location);
    }

    [TestMethod]
    [DynamicData(nameof(ProviderRows.Each), typeof(ProviderRows))]
    public async Task R1_Another_browser_than_the_one_that_began_is_refused(Provider provider)
    {
        var location = await LocationAsync("other-browser", provider);
        var callback = await CallbackAsync(location, provider, new Browser());

        using var answer = await new Browser().GetAsync(callback, Stop);

        Assert.AreEqual(HttpStatusCode.BadRequest, answer.StatusCode);
        StringAssert.Contains(await answer.Content.ReadAsStringAsync(Stop), "\"invalid_state\"");
        await NothingIsConnectedAsync(location);
    }

    [TestMethod]
    [DynamicData(nameof(ProviderRows.Each), typeof(ProviderRows))]
    public async Task R1_A_state_can_be_used_once(Provider provider)
    {
        var location = await LocationAsync("replayed", provider);
        var browser = new Browser();
        var callback = await CallbackAsync(location, provider, browser);
        using var first = await browser.GetAsync(callback, Stop);

        using var second = await browser.GetAsync(callback, Stop);

        StringAssert.Contains(first.Headers.Location?.Query, "status=connected");
        Assert.AreEqual(HttpStatusCode.BadRequest, second.StatusCode);
        StringAssert.Contains(await second.Content.ReadAsStringAsync(Stop), "\"invalid_state\"");
    }

    [TestMethod]
    [DynamicData(nameof(ProviderRows.Each), typeof(ProviderRows))]
    public async Task R1_The_address_to_begin_at_can_be_opened_once(Provider provider)
    {
        var location = await LocationAsync("opened-twice", provider);
        var begin = await location.SignInAddressAsync("ana", Address(location), Stop, provider);
        using var first = await new Browser().GetAsync(begin, Stop);

        using var second = await new Browser().GetAsync(begin, Stop);

        Assert.AreEqual(HttpStatusCode.Redirect, first.StatusCode);
        Assert.AreEqual(HttpStatusCode.BadRequest, second.StatusCode);
        await NothingIsConnectedAsync(location);
    }

    [TestMethod]
    public async Task R1_Where_an_administrator_must_approve_the_CRM_is_told_where_and_it_works_afterwards()
    {
        var location = world.Crm.Location("guarded");
        var ana = Address(location);
        await world.Outlook.HasGuardedAccountAsync(ana, Stop);
        await location.OpensAsync(Stop);
        await location.HasUserAsync("ana", ana, Stop);

        var back = HttpUtility.ParseQueryString((await location.SignsInAsync("ana", ana, Stop, Provider.Outlook)).Query);
        Assert.AreEqual(("error", "admin_consent_required"), (back["status"], back["code"]));
        await NothingIsConnectedAsync(location);
        using var decision = new FormUrlEncodedContent(new Dictionary<string, string> { ["account"] = ana, ["decision"] = "allow" });
        using var approved = await Web.Http.PostAsync(new Uri(back["adminConsentUrl"]!), decision, Stop);
        using var noted = await new Browser().GetAsync(approved.Headers.Location!, Stop);

        Assert.AreEqual(HttpStatusCode.OK, noted.StatusCode);
        await location.ConnectsAsync("ana", ana, Stop, Provider.Outlook);
        Assert.AreEqual("connected", (await location.MailboxAsync("ana", Stop)).Status);
    }

    [TestMethod]
    [DataRow("https://elsewhere.example/")]
    [DataRow("https://127.0.0.1.elsewhere.example/")]
    [DataRow("http://user@127.0.0.1/")]
    [DataRow("javascript:alert(1)")]
    [DataRow("//127.0.0.1/")]
    [DataRow("")]
    public async Task R1_A_browser_is_sent_back_to_allowed_addresses_only(string returnUrl)
    {
        var location = world.Crm.Location("return-url");
        await location.OpensAsync(Stop);
        await location.HasUserAsync("ana", "ana@return-url.example", Stop);

        var answer = await world.Crm.PostAsync($"{location.Path}/users/ana/mailbox/connect", new { provider = "gmail", returnUrl }, Stop);

        Assert.AreEqual(HttpStatusCode.BadRequest, answer.Status);
        Assert.AreEqual("invalid_request", answer.Code);
        Assert.AreEqual("returnUrl", answer.Json.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    [TestMethod]
    [DynamicData(nameof(ProviderRows.Each), typeof(ProviderRows))]
    public async Task R2_The_connection_shows_its_state(Provider provider)
    {
        var before = TimeProvider.System.GetUtcNow().AddSeconds(-1);
        var location = await LocationAsync("shown", provider);
        await location.ConnectsAsync("ana", Address(location), Stop, provider);

        var mailbox = await Eventually.SeesAsync(
            () => location.MailboxAsync("ana", Stop), seen => seen.LastSyncedAt is not null, "the mailbox has been looked at", Stop);

        Assert.AreEqual((provider.Word(), Address(location), "connected", "push"), (mailbox.Provider, mailbox.Address, mailbox.Status, mailbox.Delivery));
        Assert.IsGreaterThan(before, mailbox.ConnectedAt);
        Assert.IsGreaterThanOrEqualTo(mailbox.ConnectedAt, mailbox.LastSyncedAt!.Value);
        Assert.IsGreaterThan(before.AddDays(6), mailbox.WatchExpiresAt!.Value);
        Assert.IsLessThan(before.AddDays(8), mailbox.WatchExpiresAt.Value);
    }

    private static string Address(CrmLocation location) => $"ana@{location.Id}.example";

    private async Task<CrmLocation> LocationAsync(string name, Provider provider, params string[] deniedScopes)
    {
        var location = world.Crm.Location($"{name}-{provider.Word()}");
        await world.Mail(provider).HasAccountAsync(Address(location), Stop, deniedScopes);
        await location.OpensAsync(Stop);
        await location.HasUserAsync("ana", Address(location), Stop);
        return location;
    }

    /// <summary>Signs in up to the moment where the provider sends the browser back to us.</summary>
    private async Task<Uri> CallbackAsync(CrmLocation location, Provider provider, Browser browser)
    {
        var begin = await location.SignInAddressAsync("ana", Address(location), Stop, provider);
        var (callback, _) = await browser.OpenAsync(begin, new Uri(world.Functions, $"api/oauth/{provider.Word()}/callback"), Stop);
        return callback;
    }

    private async Task NothingIsConnectedAsync(CrmLocation location)
    {
        var mailbox = await world.Crm.GetAsync($"{location.Path}/users/ana/mailbox", Stop);
        Assert.AreEqual(HttpStatusCode.NotFound, mailbox.Status);
        Assert.AreEqual("unknown_mailbox", mailbox.Code);
    }
}
