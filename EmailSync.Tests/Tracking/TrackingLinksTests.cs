using EmailSync.Core;
using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using EmailSync.Core.Tracking;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace EmailSync.Tests.Tracking;

[TestClass]
public sealed class TrackingLinksTests
{
    private const string Target = "https://shop.example/a?b=1&c=2#d";
    private static readonly LocationId north = new("north");
    private static readonly MessageId message = MessageId.Create(new ConversationKey(new string('c', 24)), DateTimeOffset.UnixEpoch, new string('u', 24));
    private static readonly TrackingLinks links = Under(1);

    private static TrackingLinks Under(byte key) => new(
        new TableKeys(new KeyHasher([.. Enumerable.Range(key, 32).Select(i => (byte)i)])), Options.Create(new EmailSyncOptions { PublicBaseUrl = "https://sync.crm.example/" }));

    private static (string Token, string Target) Parts(string link)
    {
        var uri = new Uri(link);
        return (uri.Segments[^1], QueryHelpers.ParseQuery(uri.Query)["to"].ToString());
    }

    [TestMethod]
    public void A_link_says_which_mail_it_stands_in_and_where_it_leads()
    {
        var (token, target) = Parts(links.LinkTo(north, message, $" {Target} ")!);

        Assert.AreEqual(new TrackingToken(north, message, Target), links.ReadLink(token, target));
        Assert.AreEqual(new TrackingToken(north, message, null), links.ReadPicture(links.PictureOf(north, message).Split('/')[^1]));
    }

    [TestMethod]
    [DataRow("https://shop.example/a?b=1&c=2#e")]
    [DataRow("https://shop.example/a?b=1&c=2#d ")]
    [DataRow("https://evil.example/")]
    [DataRow("//evil.example/")]
    [DataRow("javascript:alert(1)")]
    [DataRow("")]
    [DataRow(null)]
    public void No_link_leads_anywhere_else(string? other) => Assert.IsNull(links.ReadLink(Parts(links.LinkTo(north, message, Target)!).Token, other));

    [TestMethod]
    public void No_letter_can_be_changed_and_one_kind_is_not_the_other()
    {
        var token = Parts(links.LinkTo(north, message, Target)!).Token;

        for (var i = 0; i < token.Length; i++)
        {
            Assert.IsNull(links.ReadLink(token[..i] + (token[i] == 'a' ? 'b' : 'a') + token[(i + 1)..], Target), $"changed at {i}");
            Assert.IsNull(links.ReadLink(token[..i], Target), $"cut at {i}");
        }
        foreach (var added in new[] { token + "A", token + "=", " " + token, token.ToUpperInvariant(), new string('a', 401) })
            Assert.IsNull(links.ReadLink(added, Target), added);
        Assert.IsNull(links.ReadPicture(token));
        Assert.IsNull(Under(2).ReadLink(token, Target));
    }

    [TestMethod]
    [DataRow("mailto:a@x.example")]
    [DataRow("tel:+123")]
    [DataRow("cid:picture")]
    [DataRow("#top")]
    [DataRow("/a")]
    [DataRow("javascript:alert(1)")]
    [DataRow("data:text/html,a")]
    [DataRow("http://")]
    [DataRow("{{link}}")]
    [DataRow("https://sync.crm.example/api/unsubscribe/x")]
    public void What_leads_into_no_web_or_to_us_is_left_as_it_is(string target) => Assert.IsNull(links.LinkTo(north, message, target));

    [TestMethod]
    [DataRow("https://bücher.example/ä?ö=ü#ß", "https://xn--bcher-kva.example/%C3%A4?%C3%B6=%C3%BC#%C3%9F")]
    [DataRow("https://日本.example:8443/", "https://xn--wgv71a.example:8443/")]
    [DataRow("https://user@shop.example/a%20b?c=%26&d=\r\nX-Y: z", "https://user@shop.example/a%20b?c=%26&d=%0D%0AX-Y:%20z")]
    [DataRow("http://[::1]:80/", "http://[::1]/")]
    [DataRow("https://shop.example", "https://shop.example/")]
    public void Where_a_reader_is_led_is_plain_ascii(string target, string location) => Assert.AreEqual(location, TrackingLinks.LocationOf(target));

    [TestMethod]
    public void A_link_that_would_become_too_long_is_left_as_it_is()
    {
        Assert.IsNotNull(links.LinkTo(north, message, "https://x.example/" + new string('a', 1_500)));
        Assert.IsNull(links.LinkTo(north, message, "https://x.example/" + new string('a', 2_000)));
        Assert.IsNull(links.LinkTo(north, message, "https://x.example/" + new string('é', 400)));
    }
}
