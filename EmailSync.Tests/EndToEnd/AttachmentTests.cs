using System.Net;
using System.Text;
using EmailSync.Tests.EndToEnd.Drivers;
using MimeKit;

namespace EmailSync.Tests.EndToEnd;

[TestClass]
public sealed class AttachmentTests
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
    public async Task A_contacts_attachment_and_mail_come_through_byte_for_byte(Provider provider)
    {
        var desk = await Desk.OpenAsync(world, "attached", provider, Stop);
        var content = Enumerable.Range(0, 70_000).Select(i => (byte)(i * 7)).ToArray();
        var mail = new Letter(desk.Ben, desk.Ana, "X-ray", "Attached.") { Attachment = ("x-ray.png", "image/png", content), MessageId = "<x@attached.test>" };
        var placed = await desk.AnasMail.ReceivesAsync(desk.Ana, mail.Bytes(), Stop);

        var shown = (await desk.Location.ShowsAsync("ben", 1, Stop)).Single();

        var attachment = shown.Attachments.Single();
        Assert.AreEqual(("x-ray.png", "image/png", 70_000L, false), (attachment.Name, attachment.ContentType, attachment.Size, attachment.Inline));
        var download = await desk.Location.AttachmentAsync(shown.Id, attachment.Id, Stop);
        CollectionAssert.AreEqual(content, download.Body);
        Assert.AreEqual("image/png", download.MediaType);
        Assert.AreEqual("nosniff", download.Headers["X-Content-Type-Options"]);
        StringAssert.StartsWith(download.Headers["Content-Disposition"], "attachment");
        CollectionAssert.AreEqual(await desk.AnasMail.RawAsync(desk.Ana, placed.Id, Stop), await desk.Location.RawAsync(shown.Id, Stop));
        var missing = await world.Crm.GetAsync($"{desk.Location.Path}/messages/{shown.Id}/attachments/77", Stop);
        Assert.AreEqual("unknown_attachment", missing.Code);
    }

    [TestMethod]
    [DynamicData(nameof(ProviderRows.Each), typeof(ProviderRows))]
    public async Task The_CRMs_attachments_arrive_uploaded_and_inline(Provider provider)
    {
        var desk = await Desk.OpenAsync(world, "sending-files", provider, Stop);
        var uploaded = Enumerable.Range(0, 300_000).Select(i => (byte)(i * 13)).ToArray();
        var upload = await desk.Location.UploadsAsync("plan.pdf", "application/pdf", uploaded, Stop);
        var inline = Encoding.UTF8.GetBytes("inline");

        var id = await desk.Location.SendsAsync(
            new CrmMail("ana", "ben", "Your plan", Text: "Attached.")
            {
                Attachments = [new(Id: upload), new("note.txt", "text/plain", Convert.ToBase64String(inline))],
            },
            "plan",
            Stop);
        var sent = await desk.Location.FinishesAsync(id, Stop);

        Assert.AreEqual("sent", sent.Status, sent.Failure);
        CollectionAssert.AreEqual(new[] { "plan.pdf", "note.txt" }, sent.Attachments.Select(a => a.Name).ToArray());
        var arrived = (await desk.BensMail.SeesAsync(desk.Ben, "inbox", Stop)).Single();
        using var raw = new MemoryStream(await desk.BensMail.RawAsync(desk.Ben, arrived.Id, Stop));
        var parts = (await MimeMessage.LoadAsync(raw, Stop)).Attachments.Cast<MimePart>().ToDictionary(part => part.FileName ?? "", Decode);
        CollectionAssert.AreEqual(uploaded, parts["plan.pdf"]);
        CollectionAssert.AreEqual(inline, parts["note.txt"]);
        foreach (var attachment in sent.Attachments)
            CollectionAssert.AreEqual(parts[attachment.Name], (await desk.Location.AttachmentAsync(id, attachment.Id, Stop)).Body);
    }

    [TestMethod]
    [DynamicData(nameof(ProviderRows.Each), typeof(ProviderRows))]
    public async Task R24_What_a_location_leaves_out_is_named_and_can_be_had_nowhere(Provider provider)
    {
        var desk = await Desk.OpenAsync(world, "left-out", provider, Stop);
        await desk.Location.OpensAsync(Stop, settings: new { attachmentTypes = new[] { "pdf" } });
        await desk.AnasMail.ReceivesAsync(
            desk.Ana, new Letter(desk.Ben, desk.Ana, "A tool", "Attached.") { Attachment = ("tool.exe", "application/pdf", new byte[500]) }.Bytes(), Stop);

        var shown = (await desk.Location.ShowsAsync("ben", 1, Stop)).Single();

        var attachment = shown.Attachments.Single();
        Assert.AreEqual(("tool.exe", 500L, "type_not_allowed"), (attachment.Name, attachment.Size, attachment.OmittedReason));
        var opened = await world.Crm.GetAsync($"{desk.Location.Path}/messages/{shown.Id}/attachments/{attachment.Id}", Stop);
        Assert.AreEqual((HttpStatusCode.NotFound, "attachment_omitted"), (opened.Status, opened.Code));
        var raw = await world.Crm.GetAsync($"{desk.Location.Path}/messages/{shown.Id}/raw", Stop);
        Assert.AreEqual((HttpStatusCode.NotFound, "raw_not_kept"), (raw.Status, raw.Code));
        var unknown = await world.Crm.GetAsync($"{desk.Location.Path}/messages/{shown.Id}/attachments/77", Stop);
        Assert.AreEqual("unknown_attachment", unknown.Code);

        var sending = new CrmMail("ana", "ben", "A tool", Text: "Attached.") { Attachments = [new("tool.exe", "application/pdf", "AAAA")] };
        var refused = await world.Crm.PostAsync($"{desk.Location.Path}/messages", sending, Stop, "tool");
        Assert.AreEqual((HttpStatusCode.UnprocessableEntity, "attachment_type_not_allowed"), (refused.Status, refused.Code));
    }

    [TestMethod]
    public async Task An_upload_belongs_to_its_location()
    {
        var one = await Desk.OpenAsync(world, "upload-here", Stop);
        var two = await Desk.OpenAsync(world, "upload-there", Stop);
        var upload = await one.Location.UploadsAsync("plan.pdf", "application/pdf", [1, 2, 3], Stop);
        var mail = new CrmMail("ana", "ben", "Your plan", Text: "Attached.") { Attachments = [new(Id: upload)] };

        var answer = await world.Crm.PostAsync($"{two.Location.Path}/messages", mail, Stop, "plan");

        Assert.AreEqual("unknown_attachment", answer.Code);
        Assert.IsEmpty(await two.Location.ConversationAsync("ben", Stop));
    }

    [TestMethod]
    [DynamicData(nameof(ProviderRows.Each), typeof(ProviderRows))]
    public async Task The_CRMs_pictures_stand_in_the_HTML_and_answers_go_where_it_says(Provider provider)
    {
        var desk = await Desk.OpenAsync(world, "pictures", provider, Stop);
        byte[] logo = [1, 2, 3], chart = [4, 5, 6, 7];
        var upload = await desk.Location.UploadsAsync("chart.svg", "image/svg+xml", chart, Stop);
        const string html = """<p>Grüße <img src="cid:logo@crm"> und <img src="cid:chart"></p>""";

        var id = await desk.Location.SendsAsync(
            new CrmMail("ana", "ben", "Pictures", Html: html)
            {
                ReplyTo = "office@bücher.example",
                Attachments =
                [
                    new("logo.png", "image/png", Convert.ToBase64String(logo), ContentId: "logo@crm"), new(Id: upload, ContentId: "chart"),
                    new("spare.png", "image/png", Convert.ToBase64String(logo), ContentId: "spare"),
                ],
            },
            "pictures",
            Stop);
        var sent = await desk.Location.FinishesAsync(id, Stop);

        Assert.AreEqual("sent", sent.Status, sent.Failure);
        Assert.AreEqual("chart.svg True, logo.png True, spare.png False", string.Join(", ", sent.Attachments.OrderBy(a => a.Name).Select(a => $"{a.Name} {a.Inline}")));
        var arrived = (await desk.BensMail.SeesAsync(desk.Ben, "inbox", Stop)).Single();
        using var raw = new MemoryStream(await desk.BensMail.RawAsync(desk.Ben, arrived.Id, Stop));
        var mail = await MimeMessage.LoadAsync(raw, Stop);
        var related = mail.BodyParts.OfType<MimePart>().Where(part => part.ContentId is not null).ToDictionary(part => part.ContentId!, Decode);
        Assert.AreEqual(html, mail.HtmlBody);
        Assert.AreEqual("Grüße und", mail.TextBody?.Replace("  ", " ", StringComparison.Ordinal).Trim());
        CollectionAssert.AreEqual(logo, related["logo@crm"]);
        CollectionAssert.AreEqual(chart, related["chart"]);
        Assert.AreEqual("spare.png", mail.Attachments.Cast<MimePart>().Single().FileName);
        Assert.AreEqual("office@xn--bcher-kva.example", mail.ReplyTo.Mailboxes.Single().GetAddress(idnEncode: true));
    }

    [TestMethod]
    public async Task What_is_wrong_with_a_mail_is_named_by_its_field_and_nothing_is_sent()
    {
        var desk = await Desk.OpenAsync(world, "wrong-pictures", Stop);
        var mail = new CrmMail("ana", "ben", "Pictures", Html: "<img src='cid:a'>") { Attachments = [new("a", "image/png", "", ContentId: "b")] };

        var unknown = await world.Crm.PostAsync($"{desk.Location.Path}/messages", mail, Stop, "unknown");
        var twice = await world.Crm.PostAsync($"{desk.Location.Path}/messages", mail with { Attachments = [new("a", "image/png", "", ContentId: "a"), new("b", "image/png", "", ContentId: "a")] }, Stop, "twice");

        Assert.AreEqual((HttpStatusCode.UnprocessableEntity, "invalid_mail"), (unknown.Status, unknown.Code));
        Assert.AreEqual("html", Field(unknown));
        Assert.AreEqual("invalid_mail", twice.Code);
        Assert.AreEqual("attachments[1].contentId", Field(twice));
        Assert.IsEmpty(await desk.Location.ConversationAsync("ben", Stop));
        Assert.IsEmpty(await desk.AnasMail.SeesAsync(desk.Ana, "sent", Stop));

        static string? Field(CrmAnswer answer) => answer.Json.GetProperty("errors")[0].GetProperty("field").GetString();
    }

    [TestMethod]
    public async Task Uploads_that_no_mail_can_hold_together_are_refused()
    {
        var desk = await Desk.OpenAsync(world, "too-many-uploads", Stop);
        var upload = await desk.Location.UploadsAsync("film.mp4", "video/mp4", new byte[9_000_000], Stop);
        var mail = new CrmMail("ana", "ben", "Films", Text: "Attached.") { Attachments = [new(Id: upload), new(Id: upload), new(Id: upload)] };

        var answer = await world.Crm.PostAsync($"{desk.Location.Path}/messages", mail, Stop, "films");

        Assert.AreEqual((HttpStatusCode.UnprocessableEntity, "message_too_large"), (answer.Status, answer.Code));
        Assert.IsEmpty(await desk.Location.ConversationAsync("ben", Stop));
    }

    private static byte[] Decode(MimePart part)
    {
        using var content = new MemoryStream();
        part.Content!.DecodeTo(content);
        return content.ToArray();
    }
}
