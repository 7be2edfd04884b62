using EmailSync.Core;
using EmailSync.Core.Access;

namespace EmailSync.Tests.Access;

[TestClass]
public sealed class AllowedOriginsTests
{
    [TestMethod]
    [DataRow("https://app.crm.example", "https://app.crm.example", true)]
    [DataRow("https://app.crm.example/", "https://app.crm.example", true)]
    [DataRow("HTTPS://App.CRM.example:443", "https://app.crm.example", true)]
    [DataRow("https://app.crm.example:8443", "https://app.crm.example:8443", true)]
    [DataRow("https://a.example; https://b.example http://localhost:3000", "http://localhost:3000", true)]
    [DataRow("http://[::1]:3000", "http://[::1]:3000", true)]
    [DataRow("https://bücher.example", "https://xn--bcher-kva.example", true)]
    [DataRow("https://app.crm.example", "http://app.crm.example", false)]
    [DataRow("https://app.crm.example", "https://app.crm.example.evil.example", false)]
    [DataRow("https://app.crm.example", "https://crm.example", false)]
    [DataRow("https://app.crm.example", "https://app.crm.example:8443", false)]
    [DataRow("https://app.crm.example", "null", false)]
    [DataRow("https://app.crm.example", "", false)]
    [DataRow("", "https://app.crm.example", false)]
    public void A_page_is_allowed_by_its_whole_origin(string setting, string origin, bool allowed) =>
        Assert.AreEqual(allowed, AllowedOrigins.Parse(setting).Contains(origin));

    [TestMethod]
    [DataRow("*")]
    [DataRow("https://*")]
    [DataRow("https://*.crm.example")]
    [DataRow("https://app.crm.example/page")]
    [DataRow("https://app.crm.example?x")]
    [DataRow("https://app.crm.example#x")]
    [DataRow("https://user@app.crm.example")]
    [DataRow("http://app.crm.example")]
    [DataRow("app.crm.example")]
    [DataRow("null")]
    [DataRow("https://a.example,https://b.example")]
    public void What_is_no_origin_stops_the_start(string setting)
    {
        var context = new System.ComponentModel.DataAnnotations.ValidationContext(new EmailSyncOptions()) { MemberName = nameof(EmailSyncOptions.AllowedOrigins) };
        var results = new List<System.ComponentModel.DataAnnotations.ValidationResult>();

        Assert.IsFalse(System.ComponentModel.DataAnnotations.Validator.TryValidateProperty(setting, context, results));
        StringAssert.Contains(results.Single().ErrorMessage, "EmailSync__AllowedOrigins");
    }
}
