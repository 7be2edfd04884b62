using EmailSync.Simulators.Microsoft;

namespace EmailSync.Tests.Simulators;

[TestClass]
public sealed class MicrosoftSignInTests
{
    private const string Ana = "ana@acme.example";

    [TestMethod]
    public async Task A_person_named_by_the_hint_comes_straight_back_with_code_and_state()
    {
        await using var world = await TestWorld.StartAsync();
        var driver = With(world, Ana);

        var (status, _, answer) = await driver.BrowseAsync(driver.AuthorizeUrl(Ana));

        Assert.AreEqual(302, status);
        Assert.AreEqual("st ate", answer["state"]);
        Assert.IsTrue(answer.ContainsKey("code") && answer.ContainsKey("session_state"));
    }

    [TestMethod]
    public async Task Without_a_hint_the_page_offers_accounts_and_permissions_and_an_unticked_one_is_not_granted()
    {
        await using var world = await TestWorld.StartAsync();
        var driver = With(world, Ana);
        var url = driver.AuthorizeUrl(null);

        var page = await driver.BrowseAsync(url);
        var (_, _, answer) = await driver.BrowseAsync(url, ("account", Ana), ("scope", "User.Read"), ("scope", "Mail.Send"), ("decision", "allow"));
        var (_, tokens) = await driver.RedeemAsync(answer["code"]);

        StringAssert.Contains(page.Body, Ana);
        StringAssert.Contains(page.Body, "Mail.ReadWrite");
        Assert.AreEqual("openid profile email User.Read Mail.Send", MicrosoftDriver.Text(tokens, "scope"));
    }

    [TestMethod]
    public async Task A_person_who_cancels_is_sent_back_with_65004()
    {
        await using var world = await TestWorld.StartAsync();
        var driver = With(world, Ana);

        var (_, _, answer) = await driver.BrowseAsync(driver.AuthorizeUrl(null), ("decision", "deny"));

        Assert.AreEqual("access_denied", answer["error"]);
        StringAssert.StartsWith(answer["error_description"], "AADSTS65004");
    }

    [TestMethod]
    [DataRow("fragment")]
    [DataRow("form_post")]
    public async Task The_answer_travels_as_the_app_asked(string mode)
    {
        await using var world = await TestWorld.StartAsync();
        var driver = With(world, Ana);

        var (status, body, answer) = await driver.BrowseAsync(driver.AuthorizeUrl(Ana, extra: "&response_mode=" + mode));

        Assert.AreEqual(mode == "fragment" ? 302 : 200, status);
        Assert.IsTrue(mode == "fragment" ? answer.ContainsKey("code") : body.Contains("name=\"code\"", StringComparison.Ordinal), body);
    }

    [TestMethod]
    [DataRow("client_id=", "client_id=x", "AADSTS700016")]
    [DataRow("redirect_uri=", "redirect_uri=ftp%3A%2F%2Fx&old=", "AADSTS50011")]
    [DataRow("/common/", "/nonsense/", "AADSTS90002")]
    public async Task Nothing_is_sent_to_an_address_that_is_not_trusted(string what, string instead, string words)
    {
        await using var world = await TestWorld.StartAsync();
        var driver = With(world, Ana);

        var (status, body, _) = await driver.BrowseAsync(driver.AuthorizeUrl(Ana).Replace(what, instead, StringComparison.Ordinal));

        Assert.AreEqual(400, status);
        StringAssert.Contains(body, words);
    }

    [TestMethod]
    public async Task A_registered_redirect_uri_is_compared_letter_by_letter()
    {
        await using var world = await TestWorld.StartAsync(options => options with { OutlookRedirectUris = [TestWorld.Redirect + "/"] });
        var driver = With(world, Ana);

        var (status, body, _) = await driver.BrowseAsync(driver.AuthorizeUrl(Ana));

        Assert.AreEqual(400, status);
        StringAssert.Contains(body, "AADSTS50011");
    }

    [TestMethod]
    [DataRow("&prompt=sometimes", "invalid_request")]
    [DataRow("&prompt=none", "consent_required")]
    [DataRow("&scope=Mail.Everything", "invalid_client")]
    [DataRow("&response_type=token", "unsupported_response_type")]
    [DataRow("&code_challenge_method=S512", "invalid_request")]
    public async Task Other_mistakes_go_back_to_the_app(string parameter, string error)
    {
        await using var world = await TestWorld.StartAsync();
        var driver = With(world, Ana);
        var name = parameter[1..parameter.IndexOf('=', StringComparison.Ordinal)];
        var url = driver.AuthorizeUrl(Ana).Replace("&" + name + "=", "&old-" + name + "=", StringComparison.Ordinal) + parameter;

        var (status, body, answer) = await driver.BrowseAsync(url);

        Assert.AreEqual(302, status, body);
        Assert.AreEqual(error, answer["error"]);
        Assert.AreEqual("st ate", answer["state"]);
    }

    [TestMethod]
    [DataRow("organizations", MicrosoftAccountType.Personal)]
    [DataRow("consumers", MicrosoftAccountType.Work)]
    [DataRow("other.example", MicrosoftAccountType.Work)]
    public async Task A_tenant_admits_its_own_people_only(string tenant, MicrosoftAccountType type)
    {
        await using var world = await TestWorld.StartAsync();
        var driver = new MicrosoftDriver(world);
        driver.Microsoft.AddAccount(Ana, type: type);

        var (status, body, _) = await driver.BrowseAsync(driver.AuthorizeUrl(Ana, tenant: tenant));

        Assert.AreEqual(400, status);
        StringAssert.Contains(body, "AADSTS50020");
    }

    [TestMethod]
    public async Task A_denied_permission_is_missing_from_what_was_granted()
    {
        await using var world = await TestWorld.StartAsync();
        var driver = new MicrosoftDriver(world);
        driver.Microsoft.AddAccount(Ana, deniedScopes: ["Mail.Send"]);

        var tokens = await driver.TokensAsync(Ana);

        Assert.AreEqual("openid profile email User.Read Mail.ReadWrite", MicrosoftDriver.Text(tokens, "scope"));
    }

    [TestMethod]
    public async Task A_tenant_that_wants_its_administrator_asked_lets_people_in_once_he_has_agreed()
    {
        await using var world = await TestWorld.StartAsync();
        var driver = new MicrosoftDriver(world);
        var ana = driver.Microsoft.AddAccount(Ana, adminConsentRequired: true)!;
        var consent = $"{driver.BaseUrl}organizations/v2.0/adminconsent?client_id={world.Options.OutlookClientId}&state=a1"
            + $"&redirect_uri={Uri.EscapeDataString(TestWorld.Redirect)}&scope={Uri.EscapeDataString("https://graph.microsoft.com/Mail.ReadWrite Mail.Send")}";

        var (_, _, before) = await driver.BrowseAsync(driver.AuthorizeUrl(Ana));
        var page = await driver.BrowseAsync(consent);
        var (_, _, refused) = await driver.BrowseAsync(consent, ("decision", "deny"));
        var (_, _, agreed) = await driver.BrowseAsync(consent, ("account", Ana), ("decision", "allow"));
        var (_, _, after) = await driver.BrowseAsync(driver.AuthorizeUrl(Ana));

        Assert.AreEqual("access_denied", before["error"]);
        StringAssert.StartsWith(before["error_description"], "AADSTS90094");
        StringAssert.Contains(page.Body, Ana);
        Assert.AreEqual("permission_denied", refused["error"]);
        Assert.AreEqual(("True", ana.TenantId, "a1"), (agreed["admin_consent"], agreed["tenant"], agreed["state"]));
        Assert.IsTrue(after.ContainsKey("code"));
    }

    [TestMethod]
    public async Task Sending_alone_needs_no_administrator()
    {
        await using var world = await TestWorld.StartAsync();
        var driver = new MicrosoftDriver(world);
        driver.Microsoft.AddAccount(Ana, adminConsentRequired: true);

        var code = await driver.CodeAsync(Ana, "openid offline_access User.Read Mail.Send");

        Assert.AreNotEqual("", code);
    }

    [TestMethod]
    public async Task A_person_sees_that_an_administrator_is_needed_and_the_way_back()
    {
        await using var world = await TestWorld.StartAsync();
        var driver = new MicrosoftDriver(world);
        driver.Microsoft.AddAccount(Ana, adminConsentRequired: true);

        var (status, body, _) = await driver.BrowseAsync(driver.AuthorizeUrl(null), ("account", Ana), ("scope", "Mail.ReadWrite"), ("decision", "allow"));

        Assert.AreEqual(200, status);
        StringAssert.Contains(body, "AADSTS90094");
        StringAssert.Contains(body, TestWorld.Redirect);
    }

    private static MicrosoftDriver With(TestWorld world, string address)
    {
        var driver = new MicrosoftDriver(world);
        driver.Microsoft.AddAccount(address);
        return driver;
    }
}
