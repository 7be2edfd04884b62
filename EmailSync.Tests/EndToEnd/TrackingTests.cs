using System.Net;
using System.Text.Json;
using EmailSync.Tests.EndToEnd.Drivers;
using MimeKit;

namespace EmailSync.Tests.EndToEnd;

/// <summary>R38: what the CRM learns of a mail's readers, and what nobody can make of the links.</summary>
[TestClass]
public sealed class TrackingTests
{
    private const string Browser = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
    private const string Target = "https://shop.example/spring?a=1&b=2#top";
    private const string Html = "<p>Our <a href=\"https://shop.example/spring?a=1&amp;b=2#top\">offer</a>, or <a href=\"mailto:ana@x.example\">write</a></p>";
    private static readonly object both = new { tracking = new { opens = true, clicks = true } };
    private static EndToEndWorld world = null!;

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => world = await EndToEndWorld.StartAsync(context.CancellationToken);

    [ClassCleanup]
    public static async Task EndAsync() => await world.DisposeAsync();

    [TestMethod]
    [DynamicData(nameof(ProviderRows.Each), typeof(ProviderRows))]
    public async Task R38_The_crm_sees_who_opened_and_clicked_once_each_and_not_what_machines_do_ahead(Provider provider)
    {
        var desk = await Desk.OpenAsync(world, "tracked", provider, Stop);
        await OpensAsync(desk, both);
        var id = await SendAsync(desk, Html);
        var (picture, link) = await ArrivesAsync(desk);

        await LoadAsync(picture, "Mozilla/5.0");
        var ahead = await TrackingAsync(desk, id);
        Assert.AreEqual((0, true), (ahead.GetProperty("opens").GetInt32(), ahead.TryGetProperty("prefetchedAt", out _)));
        for (var i = 0; i < 3; i++)
        {
            var loaded = await LoadAsync(picture);
            Assert.AreEqual((HttpStatusCode.OK, "image/gif", "no-store"), (loaded.Status, loaded.MediaType, loaded.Headers["Cache-Control"]));
            var followed = await LoadAsync(link);
            Assert.AreEqual((HttpStatusCode.Redirect, Target, "no-referrer"), (followed.Status, followed.Headers["Location"], followed.Headers["Referrer-Policy"]));
        }

        var tracking = await TrackingAsync(desk, id);
        Assert.AreEqual((1, 1), (tracking.GetProperty("opens").GetInt32(), tracking.GetProperty("clicks").GetInt32()));
        Assert.AreEqual(Target, tracking.GetProperty("links").EnumerateArray().Single().GetProperty("url").GetString());
        var told = await Eventually.SeesAsync(() => ToldAsync(desk), seen => seen.Contains("message.clicked"), "the CRM has heard of it", Stop);
        Assert.AreEqual("message.opened, message.clicked", string.Join(", ", told.Where(t => t is "message.opened" or "message.clicked")));
    }

    [TestMethod]
    public async Task R38_Without_the_setting_a_mail_is_as_the_crm_wrote_it()
    {
        var desk = await Desk.OpenAsync(world, "untracked", Stop);
        var id = await SendAsync(desk, Html);

        var html = (await MailAsync(desk)).HtmlBody!;

        Assert.AreEqual(Html, html.TrimEnd());
        Assert.IsFalse((await JsonAsync(desk, id)).TryGetProperty("tracking", out _));
    }

    [TestMethod]
    [DataRow("opens", true, false)]
    [DataRow("clicks", false, true)]
    public async Task R38_Each_is_turned_on_by_itself(string what, bool opens, bool clicks)
    {
        var desk = await Desk.OpenAsync(world, $"only-{what}", Stop);
        await OpensAsync(desk, new { tracking = new { opens, clicks } });
        await SendAsync(desk, Html);

        var html = (await MailAsync(desk)).HtmlBody!;

        Assert.AreEqual((opens, clicks), (html.Contains("/api/open/", StringComparison.Ordinal), html.Contains("/api/click/", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task R38_The_crm_and_an_answer_show_the_mail_without_marks_and_its_text_never_had_any()
    {
        var desk = await Desk.OpenAsync(world, "unmarked", Stop);
        await OpensAsync(desk, both);
        var id = await SendAsync(desk, Html);
        var mail = await MailAsync(desk);
        var quoted = new Letter(desk.Ben, desk.Ana, "Re: Offer", "Yes") { Answers = $"<{mail.MessageId}>", Html = $"<p>Yes</p><blockquote>{mail.HtmlBody}</blockquote>" };
        await desk.BensMail.SendsAsync(desk.Ben, quoted, Stop);

        var shown = await desk.Location.ShowsAsync("ben", 2, Stop);

        foreach (var message in shown)
        {
            Assert.DoesNotContain("/api/open/", message.Html!);
            Assert.DoesNotContain("/api/click/", message.Html! + message.Text + message.QuotedText);
            StringAssert.Contains(message.Html, "shop.example/spring?a=1&amp;b=2#top");
        }
        StringAssert.Contains(mail.TextBody, Target);
        Assert.AreEqual(0, (await TrackingAsync(desk, id)).GetProperty("opens").GetInt32());
    }

    [TestMethod]
    public async Task R38_A_link_of_any_script_leads_where_it_did()
    {
        var desk = await Desk.OpenAsync(world, "scripts", Stop);
        await OpensAsync(desk, both);
        await SendAsync(desk, "<a href=\"https://bücher.example/ä\">Bücher</a>");

        var followed = await LoadAsync((await ArrivesAsync(desk)).Link);

        Assert.AreEqual((HttpStatusCode.Redirect, "https://xn--bcher-kva.example/%C3%A4"), (followed.Status, followed.Headers["Location"]));
    }

    [TestMethod]
    public async Task R38_No_link_of_ours_leads_anywhere_but_where_the_mail_did()
    {
        var desk = await Desk.OpenAsync(world, "redirected", Stop);
        await OpensAsync(desk, both);
        var id = await SendAsync(desk, Html);
        var (picture, link) = await ArrivesAsync(desk);
        var bodies = new HashSet<string>();

        foreach (var forged in Forged(picture, link))
        {
            var answer = await LoadAsync(forged);
            Assert.AreEqual((HttpStatusCode.NotFound, "unknown_tracking_link"), (answer.Status, answer.Code), forged.AbsoluteUri);
            Assert.IsFalse(answer.Headers.ContainsKey("Location"));
            bodies.Add(answer.Told);
        }

        Assert.HasCount(1, bodies);
        var tracking = await TrackingAsync(desk, id);
        Assert.AreEqual((0, 0), (tracking.GetProperty("opens").GetInt32(), tracking.GetProperty("clicks").GetInt32()));
    }

    [TestMethod]
    public async Task R27_A_link_leads_on_when_its_mail_is_erased_and_nothing_is_noted()
    {
        var desk = await Desk.OpenAsync(world, "tracked-erased", Stop);
        await OpensAsync(desk, both);
        await SendAsync(desk, Html);
        var (picture, link) = await ArrivesAsync(desk);
        (await world.Crm.CallAsync(HttpMethod.Delete, $"{desk.Location.Path}/contacts/ben", null, Stop)).Expect(HttpStatusCode.NoContent);

        Assert.AreEqual(HttpStatusCode.OK, (await LoadAsync(picture)).Status);
        Assert.AreEqual(Target, (await LoadAsync(link)).Headers["Location"]);
        Assert.DoesNotContain("message.opened", await ToldAsync(desk));
    }

    private static IEnumerable<Uri> Forged(Uri picture, Uri link)
    {
        var token = link.Segments[^1];
        foreach (var target in new[] { "https://evil.example/", "//evil.example/", "javascript:alert(1)", Target + "2", "" })
            yield return new Uri(world.Functions, $"api/click/{token}?to={Uri.EscapeDataString(target)}");
        yield return new Uri(world.Functions, $"api/click/{token}");
        yield return new Uri(link.AbsoluteUri + "&to=https://evil.example/");
        yield return new Uri(world.Functions, $"api/click/{picture.Segments[^1]}?to={Uri.EscapeDataString(Target)}");
        yield return new Uri(world.Functions, $"api/open/{token}");
        yield return new Uri(world.Functions, $"api/open/{new string('a', 1_500)}");
    }

    private async Task OpensAsync(Desk desk, object settings) =>
        await desk.Location.OpensAsync(Stop, world.Hooks.Address(desk.Location.Id), "whsec_" + Convert.ToBase64String("a secret of thirty-two bytes ..."u8), settings);

    private async Task<string> SendAsync(Desk desk, string html)
    {
        var id = await desk.Location.SendsAsync(new CrmMail("ana", "ben", "Offer", Html: html), "offer", Stop);
        Assert.AreEqual("sent", (await desk.Location.FinishesAsync(id, Stop)).Status);
        return id;
    }

    private async Task<MimeMessage> MailAsync(Desk desk)
    {
        var seen = (await Eventually.SeesAsync(() => desk.BensMail.SeesAsync(desk.Ben, "inbox", Stop), mails => mails.Count > 0, "the mail has arrived", Stop))[0];
        using var raw = new MemoryStream(await desk.BensMail.RawAsync(desk.Ben, seen.Id, Stop));
        return await MimeMessage.LoadAsync(raw, Stop);
    }

    private async Task<(Uri Picture, Uri Link)> ArrivesAsync(Desk desk)
    {
        var html = await new AngleSharp.Html.Parser.HtmlParser().ParseDocumentAsync((await MailAsync(desk)).HtmlBody!, Stop);
        return (new Uri(html.QuerySelectorAll("img").Single().GetAttribute("src")!), new Uri(html.QuerySelectorAll("a")[0].GetAttribute("href")!));
    }

    /// <summary>As a reader's program does, without any key.</summary>
    private async Task<CrmAnswer> LoadAsync(Uri address, string userAgent = Browser)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        Assert.IsTrue(request.Headers.TryAddWithoutValidation("User-Agent", userAgent));
        return await Crm.SendAsync(request, Stop);
    }

    private async Task<JsonElement> JsonAsync(Desk desk, string id) =>
        (await world.Crm.GetAsync($"{desk.Location.Path}/messages/{id}", Stop)).Expect(HttpStatusCode.OK).Json;

    private async Task<JsonElement> TrackingAsync(Desk desk, string id) => (await JsonAsync(desk, id)).GetProperty("tracking");

    private async Task<IReadOnlyList<string>> ToldAsync(Desk desk) =>
        [.. (await world.Hooks.ReceivedAsync(desk.Location.Id, Stop)).Select(h => JsonDocument.Parse(h.Body).RootElement.GetProperty("type").GetString()!)];
}
