using EmailSync.Core.Tracking;

namespace EmailSync.Tests.Tracking;

[TestClass]
public sealed class VisitorTests
{
    [TestMethod]
    [DataRow(null, null, true, DisplayName = "nothing said")]
    [DataRow(" ", "", true, DisplayName = "blank")]
    [DataRow("Mozilla/5.0", "", true, DisplayName = "Apple, ahead of the reader")]
    [DataRow("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0", "", true, DisplayName = "Gmail, ahead of the reader")]
    [DataRow("Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)", "", false, DisplayName = "Gmail, for the reader")]
    [DataRow("YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html", "", false, DisplayName = "Yahoo, for the reader")]
    [DataRow("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36", "", false, DisplayName = "a browser")]
    [DataRow("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36", "prefetch;prerender", true, DisplayName = "a browser ahead of its user")]
    [DataRow("Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15", "preview", true, DisplayName = "a preview")]
    public void A_machine_ahead_of_the_reader_is_told_from_the_reader(string? userAgent, string? purpose, bool expected) =>
        Assert.AreEqual(expected, new Visitor(userAgent, purpose).IsPrefetch);
}
