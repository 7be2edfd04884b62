using EmailSync.Core.Mail;
using MimeKit;

namespace EmailSync.Tests.Mail;

[TestClass]
public sealed class OutgoingPictureTests
{
    private static readonly OutgoingMail mail = new()
    {
        From = new("Ana", "ana@x.example"),
        To = [new("Bo", "bo@y.example")],
        Date = new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero),
        MessageId = "m1@x.example",
        SendToken = "tok-1",
    };

    [TestMethod]
    [DataRow("<img src='cid:logo'>")]
    [DataRow("<IMG SRC=\" CID:logo \">")]
    [DataRow("<img src=cid:logo>")]
    [DataRow("<img src='cid:l%6Fgo'>")]
    [DataRow("<img srcset='https://x.example/a.png 1x, cid:logo 2x'>")]
    [DataRow("<td background='cid:logo'>")]
    [DataRow("<a href='cid:logo'>Logo</a>")]
    [DataRow("<p style=\"background: red url( 'cid:logo' )\">")]
    [DataRow("<style>p { background: url(cid:logo) }</style>")]
    [DataRow("<!--[if gte mso 9]><v:fill src='cid:logo'/><![endif]-->")]
    public void A_picture_that_a_link_names_stands_in_the_html(string html)
    {
        var tree = Tree(mail with { Html = html, Attachments = [new("a.png", "image/png", default, "logo")] });

        Assert.AreEqual("multipart/alternative(text/plain multipart/related(text/html image/png:inline:logo))", tree);
    }

    [TestMethod]
    [DataRow("<p>cid:logo</p>")]
    [DataRow("<p title='cid:logo'>")]
    [DataRow("<!-- <img src='cid:logo'> -->")]
    [DataRow("<img src='https://x.example/cid:logo'>")]
    public void What_no_link_names_is_a_file_beside_the_words(string html)
    {
        var tree = Tree(mail with { Html = html, Attachments = [new("a.png", "image/png", default, "logo")] });

        Assert.AreEqual("multipart/mixed(multipart/alternative(text/plain text/html) image/png:attachment:)", tree);
    }

    [TestMethod]
    public void Pictures_and_files_keep_their_order()
    {
        var tree = Tree(mail with
        {
            Html = "<img src='cid:b@x'><img src='cid:a'>",
            Attachments = [new("1", "text/plain", default), new("2", "image/png", default, "a"), new("3", "image/gif", default, "c"), new("4", "image/jpeg", default, "b@x")],
        });

        Assert.AreEqual(
            "multipart/mixed(multipart/alternative(text/plain multipart/related(text/html image/png:inline:a image/jpeg:inline:b@x)) text/plain:attachment: image/gif:attachment:)",
            tree);
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("")]
    [DataRow(" \n")]
    public void Without_html_every_attachment_is_a_file(string? html)
    {
        var tree = Tree(mail with { Html = html, Text = "cid:logo", Attachments = [new("a.png", "image/png", default, "logo")] });

        Assert.AreEqual("multipart/mixed(text/plain image/png:attachment:)", tree);
    }

    [TestMethod]
    [DataRow("<img src='cid:logo'><img src='cid:other'>", "html")]
    [DataRow("<img src='cid:LOGO'>", "html")]
    [DataRow("<img src='cid:'>", "html")]
    public void A_link_to_nothing_is_refused(string html, string field)
    {
        var thrown = Assert.ThrowsExactly<OutgoingMailException>(
            () => OutgoingMailBuilder.Build(mail with { Html = html, Attachments = [new("a.png", "image/png", default, "logo")] }));

        Assert.AreEqual(field, thrown.Field);
        Assert.DoesNotContain("other", thrown.Message);
    }

    [TestMethod]
    public void Two_attachments_of_one_id_are_refused_even_where_no_link_names_them()
    {
        var thrown = Assert.ThrowsExactly<OutgoingMailException>(
            () => OutgoingMailBuilder.Build(mail with { Attachments = [new("a", "image/png", default, "logo"), new("b", "image/png", default, "logo")] }));

        Assert.AreEqual("attachments[1].contentId", thrown.Field);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("a b")]
    [DataRow("<a>")]
    [DataRow("ä")]
    [DataRow("a%20b")]
    public void An_id_that_link_and_header_would_spell_differently_is_refused(string id)
    {
        var thrown = Assert.ThrowsExactly<OutgoingMailException>(() => OutgoingMailBuilder.Build(mail with { Attachments = [new("a", "image/png", default, id)] }));

        Assert.AreEqual("attachments[0].contentId", thrown.Field);
    }

    private static string Tree(OutgoingMail outgoing)
    {
        using var message = MimeMessage.Load(new MemoryStream(OutgoingMailBuilder.Build(outgoing)));
        return Describe(message.Body!);

        static string Describe(MimeEntity entity) => entity switch
        {
            Multipart multipart => $"{entity.ContentType.MimeType}({string.Join(' ', multipart.Select(Describe))})",
            { ContentDisposition: { } disposition } => $"{entity.ContentType.MimeType}:{disposition.Disposition}:{entity.ContentId}",
            _ => entity.ContentType.MimeType,
        };
    }
}
