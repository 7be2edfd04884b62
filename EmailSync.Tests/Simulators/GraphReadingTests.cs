using System.Text;
using EmailSync.Simulators.Microsoft;

namespace EmailSync.Tests.Simulators;

[TestClass]
public sealed class GraphReadingTests
{
    [TestMethod]
    public async Task A_mail_comes_back_byte_for_byte_below_the_trace_of_the_servers()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example");
        var mail = "From: Kim <kim@client.example>\nTo: ana@acme.example\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\nX-Odd:   spaces  \n\nline\n.\r\nmixed\n"u8.ToArray();

        var delivered = ana.Mailbox.Deliver(mail);
        var mime = await ana.BytesAsync($"messages/{delivered.Id}/$value");

        Assert.IsTrue(mime.AsSpan().EndsWith(mail));
        var trace = Encoding.UTF8.GetString(mime, 0, mime.Length - mail.Length);
        StringAssert.StartsWith(trace, "Received: ");
        StringAssert.Contains(trace, "Return-Path: kim@client.example");
        StringAssert.Contains(trace, "X-MS-Exchange-Organization-SCL: 1");
    }

    [TestMethod]
    public async Task A_message_shows_the_fields_that_are_selected_and_headers_only_then()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example");
        var id = ana.Receive("Offer", "Kim Lee <kim@client.example>", headers: "Message-ID: <m1@client.example>").Id;

        var whole = await ana.ReadAsync($"messages/{id}");
        var some = await ana.ReadAsync($"messages/{id}?$select=subject,internetMessageHeaders");
        var unknown = await ana.GetAsync($"messages/{id}?$select=colour");

        Assert.AreEqual("<m1@client.example>", whole["internetMessageId"]!.GetValue<string>());
        Assert.AreEqual("Kim Lee", whole["from"]!["emailAddress"]!["name"]!.GetValue<string>());
        Assert.AreEqual("html", whole["body"]!["contentType"]!.GetValue<string>());
        Assert.IsFalse(whole["isRead"]!.GetValue<bool>());
        Assert.AreEqual(20, whole["receivedDateTime"]!.GetValue<string>().Length, "whole seconds");
        Assert.IsNull(whole["internetMessageHeaders"]);
        Assert.IsNull(some["body"]);
        Assert.AreEqual("Received", some["internetMessageHeaders"]![0]!["name"]!.GetValue<string>());
        Assert.AreEqual((400, "BadRequest"), (unknown.Status, GraphUser.Code(unknown)));
    }

    [TestMethod]
    public async Task Items_that_the_owner_made_have_no_internet_headers_but_properties_of_mapi()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example", immutableIds: true);
        var draft = await ana.DraftAsync(TestWorld.Mail("ana@acme.example", "kim@client.example", "Re: Offer", "x", "In-Reply-To: <m1@client.example>", "References: <m0@client.example> <m1@client.example>", "X-Mark: 42"));
        world.Microsoft.AddAccount("kim@client.example");
        await ana.OkAsync(HttpMethod.Post, $"messages/{draft}/send");

        var sent = await ana.ReadAsync(
            $"messages/{draft}?$select=internetMessageHeaders,isDraft&$expand=singleValueExtendedProperties($filter=id eq 'String 0x1042' or id eq 'String 0x1039' or id eq 'Integer 0x0E07' or id eq 'String 0x007D' or id eq 'String {{00020386-0000-0000-C000-000000000046}} Name X-Mark')");
        var properties = sent["singleValueExtendedProperties"]!.AsArray().ToDictionary(entry => entry!["id"]!.GetValue<string>(), entry => entry!["value"]!.GetValue<string>());
        var received = await world.User("kim@client.example").ReadAsync("messages?$expand=singleValueExtendedProperties($filter=id eq 'String 0x007D')");

        Assert.IsNull(sent["internetMessageHeaders"]);
        Assert.IsFalse(sent["isDraft"]!.GetValue<bool>());
        Assert.AreEqual("<m1@client.example>", properties["String 0x1042"]);
        Assert.AreEqual("<m0@client.example> <m1@client.example>", properties["String 0x1039"]);
        Assert.AreEqual("42", properties["String {00020386-0000-0000-c000-000000000046} Name X-Mark"]);
        Assert.AreEqual("33", properties["Integer 0xe07"], "read and from me");
        Assert.IsFalse(properties.ContainsKey("String 0x7d"));
        StringAssert.Contains(GraphWorld.Values(received)[0]!["singleValueExtendedProperties"]![0]!["value"]!.GetValue<string>(), "X-Mark: 42");
    }

    [TestMethod]
    public async Task Lists_come_newest_first_by_tens_and_pages_shift_when_mail_arrives()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example");
        for (var number = 1; number <= 12; number++)
            ana.Receive($"mail {number}");

        var first = await ana.ReadAsync("messages?$select=subject&$count=true");
        ana.Receive("mail 13");
        var second = await ana.ReadAsync(first["@odata.nextLink"]!.GetValue<string>());
        var limited = await ana.SubjectsAsync("mailFolders/inbox/messages?$top=2&$skip=1&$select=subject");

        Assert.HasCount(10, GraphWorld.Values(first));
        Assert.AreEqual(12, first["@odata.count"]!.GetValue<int>());
        CollectionAssert.AreEqual(new[] { "mail 3", "mail 2", "mail 1" }, GraphWorld.Texts(second, "subject"));
        Assert.IsNull(second["@odata.nextLink"]);
        CollectionAssert.AreEqual(new[] { "mail 12", "mail 11" }, limited);
    }

    [TestMethod]
    public async Task Filters_find_what_they_name()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example");
        var old = ana.Receive("old", headers: "Message-ID: <old@client.example>");
        world.Clock.Advance(TimeSpan.FromHours(1));
        var since = world.Clock.GetUtcNow().AddMinutes(-1).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        var fresh = ana.Receive("fresh", headers: "Message-ID: <fresh'1@client.example>");
        ana.Mailbox.MarkRead(fresh.Id);
        var draft = await ana.DraftAsync(TestWorld.Mail("ana@acme.example", "kim@client.example", "draft", "x"));
        await ana.PatchAsync($"messages/{draft}", """{"singleValueExtendedProperties":[{"id":"String {66f5a359-4659-4830-9070-00047ec6ac6e} Name Key","value":"a'b"}]}""");

        async Task<string> FindAsync(string filter) => string.Join(',', await ana.SubjectsAsync("messages?$select=subject&$filter=" + Uri.EscapeDataString(filter)));

        Assert.AreEqual("fresh", await FindAsync($"receivedDateTime ge {since} and isDraft eq false"));
        Assert.AreEqual("old", await FindAsync($"receivedDateTime lt {since}"));
        Assert.AreEqual("old", await FindAsync("isRead eq false"));
        Assert.AreEqual("draft", await FindAsync("isDraft eq true"));
        Assert.AreEqual("old", await FindAsync("internetMessageId eq '<old@client.example>'"));
        Assert.AreEqual("fresh", await FindAsync("internetMessageId eq '<fresh''1@client.example>'"));
        Assert.AreEqual("old", await FindAsync($"conversationId eq '{old.ConversationId}'"));
        Assert.AreEqual("draft", await FindAsync("singleValueExtendedProperties/Any(ep: ep/id eq 'String {66F5A359-4659-4830-9070-00047ec6ac6e} Name Key' and ep/value eq 'a''b')"));
        Assert.AreEqual("", await FindAsync("singleValueExtendedProperties/Any(ep: ep/id eq 'String {66f5a359-4659-4830-9070-00047ec6ac6e} Name key' and ep/value eq 'a''b')"));
    }

    [TestMethod]
    [DataRow("messages?$filter=contains(subject,'x')", "BadRequest")]
    [DataRow("messages?$filter=isRead eq true or isRead eq false", "BadRequest")]
    [DataRow("messages?$filter=colour eq 'red'", "ErrorInvalidUrlQueryFilter")]
    [DataRow("messages?$filter=isRead eq true&$orderby=receivedDateTime desc", "InefficientFilter")]
    [DataRow("messages?$orderby=colour", "ErrorInvalidUrlQuery")]
    [DataRow("messages?$search=x", "BadRequest")]
    [DataRow("messages?$top=0", "BadRequest")]
    [DataRow("messages?$top=1001", "BadRequest")]
    [DataRow("messages?$expand=extensions", "BadRequest")]
    [DataRow("messages/AAMk-too-short", "ErrorInvalidIdMalformed")]
    public async Task What_is_not_known_is_refused_even_in_an_empty_mailbox(string path, string code)
    {
        await using var world = await GraphWorld.StartAsync();

        var answer = await world.User("ana@acme.example").GetAsync(path);

        Assert.AreEqual((400, code), (answer.Status, GraphUser.Code(answer)));
    }

    [TestMethod]
    public async Task Sorting_by_what_is_filtered_first_is_allowed()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example");
        ana.Receive("one");

        var found = await ana.SubjectsAsync("messages?$filter=receivedDateTime ge 2020-01-01T00:00:00Z and isDraft eq false&$orderby=receivedDateTime desc");

        CollectionAssert.AreEqual(new[] { "one" }, found);
    }

    [TestMethod]
    public async Task A_default_id_dies_with_a_move_and_an_immutable_one_lives_on()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example");
        var immutable = world.User("ana@acme.example", immutableIds: true);
        var delivered = ana.Receive("Offer");

        var moved = await ana.OkAsync(HttpMethod.Post, $"messages/{delivered.Id}/move", """{"destinationId":"archive"}""");
        var before = await ana.GetAsync($"messages/{delivered.Id}");
        var byImmutable = await immutable.ReadAsync($"messages/{delivered.ImmutableId}");
        var otherCase = await ana.GetAsync($"messages/{moved["id"]!.GetValue<string>().ToLowerInvariant()}");
        var translated = await ana.OkAsync(
            HttpMethod.Post, "translateExchangeIds", $$"""{"inputIds":["{{delivered.ImmutableId}}"],"sourceIdType":"restImmutableEntryId","targetIdType":"restId"}""");

        Assert.AreNotEqual(delivered.Id, moved["id"]!.GetValue<string>());
        Assert.AreEqual((404, "ErrorItemNotFound"), (before.Status, GraphUser.Code(before)));
        Assert.AreEqual(delivered.ImmutableId, byImmutable["id"]!.GetValue<string>());
        Assert.AreEqual(moved["parentFolderId"]!.GetValue<string>(), byImmutable["parentFolderId"]!.GetValue<string>());
        Assert.AreNotEqual(200, otherCase.Status);
        Assert.AreEqual(moved["id"]!.GetValue<string>(), translated["value"]![0]!["targetId"]!.GetValue<string>());
    }

    [TestMethod]
    public async Task Ids_of_two_messages_may_differ_in_case_only()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example");
        var ids = Enumerable.Range(0, 60).Select(number => ana.Receive($"mail {number}").ImmutableId).ToArray();

        Assert.HasCount(60, ids.Distinct(StringComparer.Ordinal));
        Assert.IsLessThan(60, ids.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [TestMethod]
    public async Task A_conversation_is_joined_by_references_and_never_by_subject()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example");
        var first = ana.Receive("Offer", headers: "Message-ID: <m1@client.example>");
        var answer = ana.Receive("Something else", headers: ["Message-ID: <m2@client.example>", "References: <m0@client.example> <m1@client.example>"]);
        var stranger = ana.Receive("Re: Offer", headers: "Message-ID: <m3@client.example>");

        Assert.AreEqual(first.ConversationId, answer.ConversationId);
        Assert.AreNotEqual(first.ConversationId, stranger.ConversationId);
        var index = (await ana.ReadAsync($"messages/{answer.Id}?$select=conversationIndex"))["conversationIndex"]!.GetValue<string>();
        Assert.HasCount(27, Convert.FromBase64String(index));
    }

    [TestMethod]
    public async Task Html_is_sanitised_and_text_is_given_to_those_who_prefer_it()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example");
        var id = ana.Mailbox.Deliver("From: kim@client.example\r\nTo: ana@acme.example\r\nContent-Type: text/html\r\n\r\n<p onclick=\"x()\">Hi<script>bad()</script></p>"u8.ToArray()).Id;

        var html = await ana.ReadAsync($"messages/{id}");
        using var client = world.World.Client();
        using var request = ana.Request(HttpMethod.Get, $"messages/{id}", "outlook.body-content-type=\"text\"");
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();

        Assert.AreEqual("<p>Hi</p>", html["body"]!["content"]!.GetValue<string>());
        StringAssert.Contains(text, "\"contentType\":\"text\",\"content\":\"Hi\"");
        Assert.AreEqual("outlook.body-content-type=\"text\"", response.Headers.GetValues("Preference-Applied").Single());
        Assert.IsTrue(response.Headers.Contains("request-id"));
    }

    [TestMethod]
    public async Task Read_state_is_patched_under_the_etag_and_content_only_while_it_is_a_draft()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example");
        var id = ana.Receive("Offer").Id;
        var etag = (await ana.ReadAsync($"messages/{id}"))["@odata.etag"]!.GetValue<string>();

        var patched = await ana.SendAsync(HttpMethod.Patch, $"messages/{id}", """{"isRead":true,"categories":["Blue"],"flag":{"flagStatus":"flagged"}}""", ifMatch: etag);
        var stale = await ana.SendAsync(HttpMethod.Patch, $"messages/{id}", """{"isRead":false}""", ifMatch: etag);
        var content = await ana.PatchAsync($"messages/{id}", """{"subject":"Other"}""");
        var unknown = await ana.PatchAsync($"messages/{id}", """{"colour":"red"}""");

        Assert.AreEqual(200, patched.Status);
        Assert.IsTrue(patched.Json["isRead"]!.GetValue<bool>());
        Assert.AreEqual("flagged", patched.Json["flag"]!["flagStatus"]!.GetValue<string>());
        Assert.AreEqual((412, "ErrorIrresolvableConflict"), (stale.Status, GraphUser.Code(stale)));
        Assert.AreEqual((403, "ErrorAccessDenied"), (content.Status, GraphUser.Code(content)));
        Assert.AreEqual((400, "BadRequest"), (unknown.Status, GraphUser.Code(unknown)));
    }

    [TestMethod]
    public async Task Deleting_moves_to_deleted_items_and_from_there_out_of_the_mailbox()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example", immutableIds: true);
        var id = ana.Receive("Offer").ImmutableId;

        await ana.OkAsync(HttpMethod.Delete, $"messages/{id}");
        var deleted = await ana.SubjectsAsync("mailFolders/deleteditems/messages");
        await ana.OkAsync(HttpMethod.Delete, $"messages/{id}");

        CollectionAssert.AreEqual(new[] { "Offer" }, deleted);
        Assert.AreEqual(404, (await ana.GetAsync($"messages/{id}")).Status);
    }

    [TestMethod]
    public async Task The_person_behind_the_mailbox_is_told_with_the_addresses_it_has()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example");
        ana.Mailbox.AddProxyAddress("sales@acme.example");
        var bob = world.User("bob@outlook.example", type: MicrosoftAccountType.Personal);

        var work = await ana.ReadAsync("/v1.0/me?$select=id,mail,userPrincipalName,displayName,proxyAddresses,otherMails");
        var personal = await bob.ReadAsync("/v1.0/me");
        var other = await ana.GetAsync("/v1.0/users/bob@outlook.example/messages");
        var nobody = await ana.GetAsync("/v1.0/users/nobody@acme.example/messages");
        var own = await ana.GetAsync($"/v1.0/users('{work["id"]!.GetValue<string>()}')/mailFolders('inbox')/messages");

        CollectionAssert.AreEqual(new[] { "SMTP:ana@acme.example", "smtp:sales@acme.example" }, work["proxyAddresses"]!.AsArray().Select(entry => entry!.GetValue<string>()).ToArray());
        Assert.IsNull(personal["mail"]);
        Assert.AreEqual("bob@outlook.example", personal["userPrincipalName"]!.GetValue<string>());
        Assert.AreEqual((403, "ErrorAccessDenied"), (other.Status, GraphUser.Code(other)));
        Assert.AreEqual((404, "ErrorInvalidUser"), (nobody.Status, GraphUser.Code(nobody)));
        Assert.AreEqual(200, own.Status);
    }

    [TestMethod]
    public async Task A_permission_that_was_not_granted_opens_nothing()
    {
        await using var world = await GraphWorld.StartAsync(scopes: ["User.Read", "https://graph.microsoft.com/Mail.Read"]);
        var ana = world.User("ana@acme.example");
        var id = ana.Receive("Offer").Id;

        var read = await ana.GetAsync($"messages/{id}");
        var write = await ana.PatchAsync($"messages/{id}", """{"isRead":true}""");
        var unknown = await ana.GetAsync("calendar/events");

        Assert.AreEqual(200, read.Status);
        Assert.AreEqual((403, "ErrorAccessDenied"), (write.Status, GraphUser.Code(write)));
        Assert.AreEqual(404, unknown.Status);
        Assert.HasCount(1, world.Microsoft.Calls.Unknown);
        Assert.AreEqual("/v1.0/me/messages/{id}?body", world.Microsoft.Calls.List("ana@acme.example").First(call => call.Method == "GET").Path);
    }
}
