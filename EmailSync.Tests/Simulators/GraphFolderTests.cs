namespace EmailSync.Tests.Simulators;

[TestClass]
public sealed class GraphFolderTests
{
    [TestMethod]
    public async Task Folders_are_found_by_well_known_names_and_listed_by_tens()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example");
        foreach (var name in (string[])["A", "B", "C"])
            ana.Mailbox.AddFolder(name);
        ana.Receive("unread");

        var inbox = await ana.ReadAsync("mailFolders('inbox')?$select=displayName,unreadItemCount");
        var page = await ana.ReadAsync("mailFolders");
        var rest = await ana.ReadAsync(page["@odata.nextLink"]!.GetValue<string>());
        var named = await ana.ReadAsync("mailFolders?$filter=displayName eq 'b'");

        Assert.AreEqual("Inbox", inbox["displayName"]!.GetValue<string>());
        Assert.AreEqual(1, inbox["unreadItemCount"]!.GetValue<int>());
        Assert.IsNull(inbox["totalItemCount"]);
        Assert.HasCount(10, GraphWorld.Values(page));
        CollectionAssert.AreEqual(new[] { "Sent Items" }, GraphWorld.Texts(rest, "displayName"));
        CollectionAssert.AreEqual(new[] { "B" }, GraphWorld.Texts(named, "displayName"));
        Assert.AreEqual(400, (await ana.GetAsync("mailFolders/clutter")).Status);
    }

    [TestMethod]
    public async Task A_folder_is_made_renamed_and_deleted_but_the_well_known_ones_stay()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example");

        var made = await ana.OkAsync(HttpMethod.Post, "mailFolders", """{"displayName":"Projects"}""");
        var id = made["id"]!.GetValue<string>();
        var child = await ana.OkAsync(HttpMethod.Post, $"mailFolders/{id}/childFolders", """{"displayName":"2026"}""");
        var twice = await ana.PostAsync("mailFolders", """{"displayName":"projects"}""");
        var wellKnown = await ana.SendAsync(HttpMethod.Delete, "mailFolders/inbox", null);
        var children = await ana.ReadAsync($"mailFolders/{id}/childFolders");
        await ana.OkAsync(HttpMethod.Delete, $"mailFolders/{id}");

        Assert.AreEqual((409, "ErrorFolderExists"), (twice.Status, GraphUser.Code(twice)));
        Assert.AreEqual((403, "ErrorDeleteDistinguishedFolder"), (wellKnown.Status, GraphUser.Code(wellKnown)));
        CollectionAssert.AreEqual(new[] { child["id"]!.GetValue<string>() }, GraphWorld.Texts(children, "id"));
        CollectionAssert.Contains(ana.Mailbox.FolderPaths.ToArray(), "Deleted Items/Projects/2026");
    }

    [TestMethod]
    public async Task A_rule_files_mail_so_that_the_inbox_never_had_it()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example");
        var folder = ana.Mailbox.AddFolder("Clients")!;
        ana.Mailbox.AddRule("@client.example", null, "Clients");
        var inbox = (await ana.RoundAsync("mailFolders/inbox/messages/delta")).DeltaLink;

        ana.Receive("filed");
        ana.Receive("other", "lee@elsewhere.example");

        CollectionAssert.AreEqual(new[] { "other" }, (await ana.RoundAsync(inbox)).Entries.Select(entry => entry["subject"]!.GetValue<string>()).ToArray());
        CollectionAssert.AreEqual(new[] { "filed" }, await ana.SubjectsAsync($"mailFolders/{folder}/messages"));
        Assert.AreEqual(folder, world.Seen[0].Change.FolderId);
        Assert.AreEqual("created", world.Seen[0].Change.ChangeType);
    }

    [TestMethod]
    public async Task Spam_goes_to_the_junk_folder_and_mail_for_a_further_address_or_a_tag_arrives()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example");
        ana.Mailbox.AddProxyAddress("sales@acme.example");

        ana.Mailbox.Deliver(TestWorld.Mail("kim@client.example", ana.Address, "spam"), spam: true);
        var unknown = world.World.Host.World.Post(
            "kim@client.example", ["SALES@acme.example", "ana+shop@acme.example", "a.na@acme.example"], _ => TestWorld.Mail("kim@client.example", "x@acme.example", "hi"));

        CollectionAssert.AreEqual(new[] { "spam" }, ana.Mailbox.See("junkemail").Select(mail => mail.Subject).ToArray());
        Assert.HasCount(1, ana.Mailbox.See("inbox"), "one copy per mailbox");
        CollectionAssert.AreEqual(new[] { "a.na@acme.example" }, unknown.ToArray());
    }

    [TestMethod]
    public async Task A_copy_is_an_item_of_its_own()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example");
        var mail = ana.Receive("Offer");

        var copy = await ana.OkAsync(HttpMethod.Post, $"messages/{mail.Id}/copy", """{"destinationId":"archive"}""");
        var there = await ana.GetAsync($"mailFolders/archive/messages/{copy["id"]!.GetValue<string>()}");
        var elsewhere = await ana.GetAsync($"mailFolders/archive/messages/{mail.Id}");

        Assert.AreNotEqual(mail.Id, copy["id"]!.GetValue<string>());
        Assert.AreEqual(200, there.Status);
        Assert.AreEqual(404, elsewhere.Status);
    }
}
