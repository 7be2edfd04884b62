using EmailSync.Core.Providers.Outlook;
using Microsoft.Extensions.Options;

namespace EmailSync.Tests.Providers;

[TestClass]
public sealed class OutlookOptionsTests
{
    [TestMethod]
    [DataRow("Outlook:ClientId", "", "Outlook__ClientId is missing")]
    [DataRow("Outlook:ClientSecret", " ", "Outlook__ClientSecret is missing")]
    [DataRow("Outlook:Authority", "http://login.example/common", "Outlook__Authority must be")]
    [DataRow("Outlook:Authority", "https://login.example", "Outlook__Authority must end with")]
    [DataRow("Outlook:Authority", "https://login.example/a/b", "Outlook__Authority must end with")]
    [DataRow("Outlook:GraphBaseUrl", "graph", "Outlook__GraphBaseUrl must be")]
    public void A_bad_setting_is_named_as_operators_write_it(string name, string value, string complaint)
    {
        using var bench = new OutlookBench(_ => StubHttp.Json("{}"), (name, value));

        var failure = Assert.ThrowsExactly<OptionsValidationException>(() => bench.Get<IOptions<OutlookOptions>>().Value);

        Assert.StartsWith(complaint, failure.Message);
        Assert.DoesNotContain("\n", failure.Message);
    }

    [TestMethod]
    public void Microsofts_addresses_are_the_default()
    {
        var options = new OutlookOptions { ClientId = "client-1", ClientSecret = "secret" };

        var result = new OutlookOptionsValidator().Validate(null, options);

        Assert.IsTrue(result.Succeeded);
        Assert.AreEqual("https://graph.microsoft.com/v1.0", options.GraphBaseUrl);
        Assert.AreEqual("https://login.microsoftonline.com/common/oauth2/v2.0/token", new MicrosoftAuthority(options.Authority).TokenUrl);
    }
}
