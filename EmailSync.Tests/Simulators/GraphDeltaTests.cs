using System.Text.Json.Nodes;
using EmailSync.Simulators.Faults;

namespace EmailSync.Tests.Simulators;

[TestClass]
public sealed class GraphDeltaTests
{
    private const string Inbox = "mailFolders/inbox/messages/delta";

    [TestMethod]
    public async Task The_first_round_walks_through_all_and_later_ones_tell_what_happened()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example");
        for (var number = 1; number <= 7; number++)
            ana.Receive($"mail {number}");

        var first = await ana.RoundAsync($"{Inbox}?$select=subject,isRead&$orderby=receivedDateTime desc", "odata.maxpagesize=3");
        var quiet = await ana.RoundAsync(first.DeltaLink);
        ana.Receive("mail 8");
        var later = await ana.RoundAsync(quiet.DeltaLink);

        Assert.IsGreaterThan(3, first.Pages, "an empty page stands among them");
        CollectionAssert.AreEqual(Enumerable.Range(1, 7).Reverse().Select(number => $"mail {number}").ToArray(), Subjects(first.Entries));
        Assert.IsNull(first.Entries[0]["receivedDateTime"]);
        Assert.IsEmpty(quiet.Entries);
        CollectionAssert.AreEqual(new[] { "mail 8" }, Subjects(later.Entries));
        Assert.IsNull(later.Entries[0]["receivedDateTime"], "what was selected at first holds for the links");
    }

    [TestMethod]
    public async Task A_read_mail_comes_as_a_part_and_one_that_left_the_folder_as_removed()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example", immutableIds: true);
        var read = ana.Receive("read");
        var moved = ana.Receive("moved");
        var link = (await ana.RoundAsync(Inbox)).DeltaLink;

        ana.Mailbox.MarkRead(read.Id);
        ana.Mailbox.MoveTo(moved.Id, "archive");
        ana.Receive("new");
        var round = await ana.RoundAsync(link);
        var archive = await ana.RoundAsync("mailFolders/archive/messages/delta");

        var part = round.Entries.Single(entry => entry["id"]!.GetValue<string>() == read.ImmutableId);
        var gone = round.Entries.Single(entry => entry["id"]!.GetValue<string>() == moved.ImmutableId);
        Assert.IsTrue(part["isRead"]!.GetValue<bool>());
        Assert.IsNull(part["subject"]);
        Assert.AreEqual("deleted", gone["@removed"]!["reason"]!.GetValue<string>());
        Assert.AreEqual(moved.ImmutableId, archive.Entries.Single()["id"]!.GetValue<string>());
    }

    [TestMethod]
    public async Task A_move_there_and_back_leaves_the_old_default_id_removed_and_the_immutable_one_present()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example");
        var immutable = world.User("ana@acme.example", immutableIds: true);
        var mail = ana.Receive("Offer");
        var link = (await ana.RoundAsync(Inbox)).DeltaLink;
        var immutableLink = (await immutable.RoundAsync(Inbox)).DeltaLink;

        ana.Mailbox.MoveTo(mail.ImmutableId, "archive");
        var back = ana.Mailbox.MoveTo(mail.ImmutableId, "inbox");
        var entries = (await ana.RoundAsync(link)).Entries;
        var immutableEntries = (await immutable.RoundAsync(immutableLink)).Entries;

        Assert.IsNotNull(entries.Single(entry => entry["id"]!.GetValue<string>() == mail.Id)["@removed"]);
        Assert.AreEqual("Offer", entries.Single(entry => entry["id"]!.GetValue<string>() == back)["subject"]!.GetValue<string>());
        Assert.AreEqual("Offer", immutableEntries.Single(entry => entry["id"]!.GetValue<string>() == mail.ImmutableId)["subject"]!.GetValue<string>());
    }

    [TestMethod]
    public async Task Changes_between_two_pages_of_a_round_are_not_lost()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example", immutableIds: true);
        var link = (await ana.RoundAsync(Inbox)).DeltaLink;
        var mails = Enumerable.Range(1, 5).Select(number => ana.Receive($"mail {number}")).ToArray();

        var page = await ana.ReadAsync(link, "odata.maxpagesize=2");
        ana.Mailbox.MarkRead(mails[0].Id);
        ana.Mailbox.MarkRead(mails[4].Id);
        var rest = await ana.RoundAsync(page["@odata.nextLink"]!.GetValue<string>(), "odata.maxpagesize=2");

        CollectionAssert.AreEqual(new[] { "mail 1", "mail 2" }, GraphWorld.Texts(page, "subject"));
        var last = rest.Entries.GroupBy(entry => entry["id"]!.GetValue<string>()).ToDictionary(group => group.Key, group => group.Last());
        CollectionAssert.AreEquivalent(mails.Where(mail => mail != mails[1]).Select(mail => mail.ImmutableId).ToArray(), last.Keys.ToArray());
        Assert.AreEqual("mail 5", last[mails[4].ImmutableId]["subject"]!.GetValue<string>(), "new to the client, so whole and not a part");
        Assert.IsTrue(last[mails[4].ImmutableId]["isRead"]!.GetValue<bool>());
    }

    [TestMethod]
    public async Task Empty_pages_that_go_on_and_repeats_of_the_unchanged_happen_now_and_then()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example");
        ana.Receive("old");
        var link = (await ana.RoundAsync(Inbox)).DeltaLink;
        int empty = 0, repeated = 0;

        for (var round = 0; round < 20; round++)
        {
            ana.Receive($"mail {round}");
            var page = await ana.ReadAsync(link);
            if (page["@odata.nextLink"] is not null && GraphWorld.Values(page).Count == 0)
                empty++;
            var rest = page["@odata.deltaLink"] is { } end ? ([], end.GetValue<string>(), 0) : await ana.RoundAsync(page["@odata.nextLink"]!.GetValue<string>());
            var entries = GraphWorld.Values(page).Select(entry => entry!.AsObject()).Concat(rest.Item1).ToArray();
            Assert.Contains($"mail {round}", Subjects(entries));
            repeated += entries.Length - 1;
            link = rest.Item2;
        }

        Assert.AreEqual(4, empty);
        Assert.AreEqual(4, repeated);
    }

    [TestMethod]
    public async Task A_filter_by_time_ends_after_5000_and_other_filters_are_refused()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example");
        for (var number = 0; number < 5_010; number++)
            ana.Receive("x");

        var filtered = await ana.RoundAsync($"{Inbox}?$select=id&$filter=receivedDateTime ge 2020-01-01T00:00:00Z", "odata.maxpagesize=1000");
        var all = await ana.RoundAsync($"{Inbox}?$select=id", "odata.maxpagesize=1000");
        var read = await ana.GetAsync($"{Inbox}?$filter=isRead eq false");
        var order = await ana.GetAsync($"{Inbox}?$orderby=subject");

        Assert.HasCount(5_000, filtered.Entries);
        Assert.HasCount(5_010, all.Entries);
        Assert.AreEqual((400, "ErrorInvalidUrlQueryFilter"), (read.Status, GraphUser.Code(read)));
        Assert.AreEqual(400, order.Status);
    }

    [TestMethod]
    public async Task A_change_type_narrows_what_is_told()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example");
        var old = ana.Receive("old");
        var created = (await ana.RoundAsync($"{Inbox}?changeType=created")).DeltaLink;
        var updated = (await ana.RoundAsync($"{Inbox}?changeType=updated")).DeltaLink;
        var deleted = (await ana.RoundAsync($"{Inbox}?changeType=deleted")).DeltaLink;

        ana.Mailbox.MarkRead(old.Id);
        var fresh = ana.Receive("fresh");
        var gone = ana.Receive("gone");
        ana.Mailbox.RemoveForGood(gone.Id);

        Assert.AreEqual(fresh.Id, (await ana.RoundAsync(created)).Entries.Single()["id"]!.GetValue<string>());
        Assert.AreEqual(old.Id, (await ana.RoundAsync(updated)).Entries.Single()["id"]!.GetValue<string>());
        Assert.AreEqual(gone.Id, (await ana.RoundAsync(deleted)).Entries.Single()["id"]!.GetValue<string>());
    }

    [TestMethod]
    public async Task An_expired_token_is_410_with_a_place_to_begin_or_comes_in_another_disguise()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example");
        ana.Receive("mail");
        var link = (await ana.RoundAsync($"{Inbox}?$select=subject")).DeltaLink;

        world.Microsoft.AddFault(new FaultRule(FaultKind.ExpireCursor, new FaultMatch(Mailbox: "ana@acme.example")));
        using var client = world.World.Client();
        using var request = ana.Request(HttpMethod.Get, link);
        using var gone = await client.SendAsync(request);
        var fresh = await ana.RoundAsync(gone.Headers.Location!.AbsoluteUri);
        world.Microsoft.AddFault(new FaultRule(FaultKind.ExpireCursor, Reason: "resyncRequired"));
        var disguised = await ana.GetAsync(fresh.DeltaLink);

        Assert.AreEqual(410, (int)gone.StatusCode);
        CollectionAssert.AreEqual(new[] { "mail" }, Subjects(fresh.Entries));
        Assert.AreEqual((400, "resyncRequired"), (disguised.Status, GraphUser.Code(disguised)));
    }

    [TestMethod]
    public async Task A_token_grows_old_and_does_not_fit_another_folder_or_mailbox()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example");
        var bob = world.User("bob@acme.example");
        ana.Receive("mail");
        var link = (await ana.RoundAsync(Inbox)).DeltaLink;
        ana.Receive("another");

        var elsewhere = await ana.GetAsync(link.Replace("inbox", "archive", StringComparison.Ordinal));
        var others = await bob.GetAsync(link);
        var changed = await ana.GetAsync(link + "&$top=5");
        world.Clock.Advance(TimeSpan.FromDays(31));
        var old = await ana.GetAsync(link);

        Assert.AreEqual(400, elsewhere.Status);
        Assert.AreEqual(400, others.Status);
        Assert.AreEqual(400, changed.Status);
        Assert.AreEqual(410, old.Status);
    }

    [TestMethod]
    public async Task Folders_of_all_levels_come_flat_and_then_what_happens_to_them()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example");
        ana.Mailbox.AddFolder("Projects");
        var inner = ana.Mailbox.AddFolder("2026", "Projects")!;

        var first = await ana.RoundAsync("mailFolders/delta", "odata.maxpagesize=4");
        ana.Mailbox.AddFolder("New");
        await ana.OkAsync(HttpMethod.Patch, $"mailFolders/{inner}", """{"displayName":"2027"}""");
        var second = await ana.RoundAsync(first.DeltaLink);
        await ana.OkAsync(HttpMethod.Delete, $"mailFolders/{inner}");
        var thrown = await ana.RoundAsync(second.DeltaLink);
        await ana.OkAsync(HttpMethod.Delete, $"mailFolders/{inner}");
        var gone = await ana.RoundAsync(thrown.DeltaLink);

        CollectionAssert.IsSubsetOf(new[] { "Inbox", "Sent Items", "Junk Email", "Projects", "2026" }, Names(first.Entries));
        Assert.IsGreaterThan(1, first.Pages);
        CollectionAssert.IsSubsetOf(new[] { "New", "2027" }, Names(second.Entries));
        var deleted = (await ana.ReadAsync("mailFolders/deleteditems"))["id"]!.GetValue<string>();
        Assert.AreEqual(deleted, Entry(thrown.Entries, inner)["parentFolderId"]!.GetValue<string>());
        Assert.IsNotNull(Entry(gone.Entries, inner)["@removed"]);
        Assert.AreEqual(404, (await ana.GetAsync($"mailFolders/{inner}/messages/delta")).Status);
    }

    private static JsonObject Entry(IEnumerable<JsonObject> entries, string id) => entries.Single(entry => entry["id"]!.GetValue<string>() == id);

    private static string[] Subjects(IEnumerable<JsonObject> entries) => [.. entries.Select(entry => entry["subject"]!.GetValue<string>())];

    private static string[] Names(IEnumerable<JsonObject> entries) => [.. entries.Select(entry => entry["displayName"]!.GetValue<string>())];
}
