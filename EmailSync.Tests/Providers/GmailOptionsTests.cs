using EmailSync.Core.Providers.Gmail;
using Microsoft.Extensions.Options;

namespace EmailSync.Tests.Providers;

[TestClass]
public sealed class GmailOptionsTests
{
    [TestMethod]
    [DataRow("Gmail:ClientId", "", "Gmail__ClientId is missing")]
    [DataRow("Gmail:ClientSecret", " ", "Gmail__ClientSecret is missing")]
    [DataRow("Gmail:PubSubTopic", "gmail-push", "Gmail__PubSubTopic must have the form")]
    [DataRow("Gmail:PushAudience", "", "Gmail__PushAudience is missing")]
    [DataRow("Gmail:PushServiceAccount", "nobody", "Gmail__PushServiceAccount must be")]
    [DataRow("Gmail:ApiBaseUrl", "http://gmail.example/", "Gmail__ApiBaseUrl must be")]
    [DataRow("Gmail:AuthorizeUrl", "accounts", "Gmail__AuthorizeUrl must be")]
    [DataRow("Gmail:TokenUrl", "ftp://token.example/", "Gmail__TokenUrl must be")]
    [DataRow("Gmail:RevokeUrl", "https://u:p@revoke.example/", "Gmail__RevokeUrl must be")]
    [DataRow("Gmail:JwksUrl", "", "Gmail__JwksUrl must be")]
    [DataRow("Gmail:UnitsPerMinute", "many", "Gmail__UnitsPerMinute must be")]
    [DataRow("Gmail:UnitsPerMinute", "5", "Gmail__UnitsPerMinute must be")]
    [DataRow("Gmail:PriceList", "cheap", "Gmail__PriceList must be")]
    public void A_bad_setting_is_named_as_operators_write_it(string name, string value, string complaint)
    {
        using var bench = new GmailBench(_ => StubHttp.Json("{}"), (name, value));

        var failure = Assert.ThrowsExactly<OptionsValidationException>(() => bench.Get<IOptions<GmailOptions>>().Value);

        Assert.StartsWith(complaint, failure.Message);
        Assert.DoesNotContain("\n", failure.Message);
    }

    [TestMethod]
    public void Googles_addresses_are_the_default_and_loopback_may_be_plain_http()
    {
        using var bench = new GmailBench(_ => StubHttp.Json("{}"), ("Gmail:TokenUrl", "http://127.0.0.1:7081/token"), ("Gmail:PriceList", "old"));

        var options = bench.Get<IOptions<GmailOptions>>().Value;

        Assert.AreEqual("https://gmail.googleapis.com/", options.ApiBaseUrl);
        Assert.AreEqual("http://127.0.0.1:7081/token", options.TokenUrl);
        Assert.AreEqual(GmailPriceList.Old, options.PriceList);
    }

    [TestMethod]
    public void Reading_a_message_costs_what_the_price_list_says()
    {
        Assert.AreEqual((20, 5), (GmailPrices.Of(GmailMethod.MessagesGet, GmailPriceList.New), GmailPrices.Of(GmailMethod.MessagesGet, GmailPriceList.Old)));
        foreach (var method in Enum.GetValues<GmailMethod>())
            Assert.IsInRange(1, 100, GmailPrices.Of(method, GmailPriceList.New));
    }
}
