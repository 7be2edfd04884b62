using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace EmailSync.Tests.Simulators;

[TestClass]
public sealed class GraphAttachmentTests
{
    private const string File = """{"@odata.type":"#microsoft.graph.fileAttachment","name":"a.txt","contentType":"text/plain","contentBytes":"aGVsbG8="}""";

    [TestMethod]
    public async Task Attachments_of_received_mail_are_listed_with_their_bytes_and_inline_pictures_do_not_count()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example");
        var id = ana.Mailbox.Deliver(Encoding.ASCII.GetBytes(
            "From: kim@client.example\r\nTo: ana@acme.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
            + "--b\r\nContent-Type: text/html\r\n\r\n<img src=\"cid:p1\">\r\n"
            + "--b\r\nContent-Type: image/png\r\nContent-ID: <p1>\r\nContent-Transfer-Encoding: base64\r\n\r\naGVsbG8=\r\n"
            + "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nx\r\n--b--\r\n")).Id;

        var list = await ana.ReadAsync($"messages/{id}/attachments");
        var (picture, inner) = (GraphWorld.Values(list)[0]!, GraphWorld.Values(list)[1]!);
        var expanded = await ana.ReadAsync($"messages/{id}?$expand=attachments");
        var value = await ana.BytesAsync($"messages/{id}/attachments/{inner["id"]!.GetValue<string>()}/$value");

        Assert.AreEqual("#microsoft.graph.fileAttachment", picture["@odata.type"]!.GetValue<string>());
        Assert.IsTrue(picture["isInline"]!.GetValue<bool>());
        Assert.AreEqual("aGVsbG8=", picture["contentBytes"]!.GetValue<string>());
        Assert.AreEqual("#microsoft.graph.itemAttachment", inner["@odata.type"]!.GetValue<string>());
        Assert.AreEqual("inner", inner["name"]!.GetValue<string>());
        StringAssert.StartsWith(Encoding.ASCII.GetString(value), "Subject: inner");
        Assert.IsTrue(expanded["hasAttachments"]!.GetValue<bool>());
        Assert.HasCount(2, expanded["attachments"]!.AsArray());
    }

    [TestMethod]
    public async Task A_file_is_attached_to_a_draft_taken_away_again_and_sent()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example");
        var kim = world.User("kim@client.example");
        var received = ana.Receive("x").Id;
        var draft = await ana.DraftAsync(TestWorld.Mail(ana.Address, kim.Address, "files", "Body", "X-Mark: 42"));

        var first = await ana.OkAsync(HttpMethod.Post, $"messages/{draft}/attachments", File);
        var second = await ana.OkAsync(HttpMethod.Post, $"messages/{draft}/attachments", File.Replace("a.txt", "b.txt", StringComparison.Ordinal));
        await ana.OkAsync(HttpMethod.Delete, $"messages/{draft}/attachments/{first["id"]!.GetValue<string>()}");
        var third = await ana.OkAsync(HttpMethod.Post, $"messages/{draft}/attachments", File.Replace("a.txt", "c.txt", StringComparison.Ordinal));
        var other = await ana.PostAsync($"messages/{received}/attachments", File);
        await ana.OkAsync(HttpMethod.Post, $"messages/{draft}/send");
        var mail = kim.Mailbox.See().Single();
        var names = GraphWorld.Texts(await kim.ReadAsync($"messages/{mail.Id}/attachments?$select=name"), "name");

        Assert.HasCount(3, new[] { first, second, third }.Select(file => file["id"]!.GetValue<string>()).Distinct());
        Assert.AreEqual((403, "ErrorAccessDenied"), (other.Status, GraphUser.Code(other)));
        CollectionAssert.AreEqual(new[] { "b.txt", "c.txt" }, names);
        StringAssert.Contains(Encoding.UTF8.GetString(kim.Mailbox.Raw(mail.Id)), "X-Mark: 42");
    }

    [TestMethod]
    public async Task What_is_too_large_for_a_request_is_refused()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example");
        var draft = await ana.DraftAsync(TestWorld.Mail(ana.Address, "kim@client.example", "x"));
        var file = new JsonObject
        {
            ["@odata.type"] = "#microsoft.graph.fileAttachment",
            ["name"] = "big.bin",
            ["contentBytes"] = Convert.ToBase64String(new byte[3 * 1024 * 1024]),
        };

        var attachment = await ana.PostAsync($"messages/{draft}/attachments", file.ToJsonString());
        var request = await ana.SendAsync(HttpMethod.Post, "messages", Convert.ToBase64String(new byte[3_200_000]), "text/plain");
        var session = await ana.PostAsync($"messages/{draft}/attachments/createUploadSession", """{"AttachmentItem":{"attachmentType":"file","name":"small","size":5}}""");

        Assert.AreEqual(413, attachment.Status);
        Assert.AreEqual(413, request.Status);
        Assert.AreEqual(400, session.Status);
    }

    [TestMethod]
    public async Task A_large_file_goes_up_in_pieces_in_order_and_without_a_token()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example", immutableIds: true);
        var draft = await ana.DraftAsync(TestWorld.Mail(ana.Address, "kim@client.example", "x"));
        var bytes = new byte[4_500_000];
        bytes[^1] = 7;
        var session = await ana.OkAsync(
            HttpMethod.Post, $"messages/{draft}/attachments/createUploadSession",
            $$"""{"AttachmentItem":{"attachmentType":"file","name":"big.bin","size":{{bytes.Length}} ,"contentType":"application/zip"} }""");
        var url = session["uploadUrl"]!.GetValue<string>();

        async Task<(int Status, string Body, Uri? Location)> PutAsync(int from, int to, bool token = false, int of = 4_500_000)
        {
            using var client = world.World.Client();
            using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = new ByteArrayContent(bytes, from, to - from) };
            request.Content.Headers.ContentRange = new ContentRangeHeaderValue(from, to - 1, of);
            if (token)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", ana.Address);
            using var response = await client.SendAsync(request);
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.Location);
        }

        var withToken = await PutAsync(0, 1_000_000, token: true);
        var ahead = await PutAsync(1_000_000, 2_000_000);
        var wrongSize = await PutAsync(0, 1_000_000, of: 5_000_000);
        var tooLarge = await PutAsync(0, 4_300_000);
        var first = await PutAsync(0, 4_000_000);
        var twice = await PutAsync(0, 4_000_000);
        var last = await PutAsync(4_000_000, 4_500_000);
        var after = await PutAsync(4_000_000, 4_500_000);
        var attachment = await ana.ReadAsync(last.Location!.AbsolutePath);

        CollectionAssert.AreEqual(
            new[] { 401, 416, 400, 413, 200, 416, 201, 404 },
            new[] { withToken.Status, ahead.Status, wrongSize.Status, tooLarge.Status, first.Status, twice.Status, last.Status, after.Status });
        StringAssert.Contains(first.Body, "\"4000000-\"");
        Assert.AreEqual("big.bin", attachment["name"]!.GetValue<string>());
        CollectionAssert.AreEqual(bytes, Convert.FromBase64String(attachment["contentBytes"]!.GetValue<string>()));
    }
}
