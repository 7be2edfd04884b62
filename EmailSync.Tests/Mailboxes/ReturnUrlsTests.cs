using EmailSync.Core.Mailboxes;

namespace EmailSync.Tests.Mailboxes;

[TestClass]
public sealed class ReturnUrlsTests
{
    private const string Allowed = "https://crm.example/app; https://other.example";

    [TestMethod]
    [DataRow("https://crm.example/app")]
    [DataRow("https://crm.example/app/settings?tab=mail#top")]
    [DataRow("HTTPS://CRM.EXAMPLE/app/x")]
    [DataRow("https://other.example/anything")]
    public void A_url_at_or_below_an_allowed_one_is_allowed(string url) => Assert.IsTrue(ReturnUrls.IsAllowed(url, Allowed));

    [TestMethod]
    [DataRow("https://crm.example/application")]
    [DataRow("https://crm.example/")]
    [DataRow("https://crm.example/app/../admin")]
    [DataRow("http://crm.example/app")]
    [DataRow("https://crm.example:8443/app")]
    [DataRow("https://crm.example.evil.example/app")]
    [DataRow("https://user@crm.example/app")]
    [DataRow("https://evil.example/?https://crm.example/app")]
    [DataRow("javascript:alert(1)")]
    [DataRow("//crm.example/app")]
    [DataRow("/app")]
    [DataRow("http://127.0.0.1/app")]
    [DataRow("")]
    [DataRow(null)]
    public void Anything_else_would_be_an_open_redirect(string? url) => Assert.IsFalse(ReturnUrls.IsAllowed(url, Allowed));

    [TestMethod]
    public void The_word_loopback_allows_this_machine_and_nothing_else()
    {
        Assert.IsTrue(ReturnUrls.IsAllowed("http://127.0.0.1:5173/done", "loopback"));
        Assert.IsTrue(ReturnUrls.IsAllowed("http://localhost/done", "loopback"));
        Assert.IsFalse(ReturnUrls.IsAllowed("http://localhost.evil.example/done", "loopback"));
    }

    [TestMethod]
    public void The_outcome_is_added_to_the_query_that_is_there()
    {
        var url = ReturnUrls.With("https://crm.example/app?tab=mail#top", "error", "missing_permissions", ["gmail.modify", "email"]);

        Assert.AreEqual("https://crm.example/app?tab=mail&status=error&code=missing_permissions&missing=gmail.modify%20email", url);
    }
}
