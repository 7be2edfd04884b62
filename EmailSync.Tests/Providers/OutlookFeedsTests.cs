using EmailSync.Core.Providers;
using EmailSync.Core.Providers.Outlook;

namespace EmailSync.Tests.Providers;

[TestClass]
public sealed class OutlookFeedsTests
{
    private const string Inbox = "/v1.0/me/mailFolders/f-inbox/messages/delta";
    private const string Next = OutlookBench.Graph + "/me/mailFolders/f-inbox/messages/delta?$skiptoken=";
    private const string Later = OutlookBench.Graph + "/me/mailFolders/f-inbox/messages/delta?$deltatoken=";

    public required TestContext TestContext { get; init; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    public async Task Every_folder_is_a_feed_but_drafts_outbox_junk_and_what_was_thrown_away()
    {
        using var bench = await new OutlookBench(_ => OutlookBench.Otherwise()).ConnectedAsync();

        var cursors = await bench.Outlook.PinCursorsAsync(OutlookBench.Mailbox, Cancel);

        CollectionAssert.AreEqual(
            new[] { "folder:f-inbox False", "folder:f-sentitems False", "folder:f-root-folder True", "folder:f-projects True", "folders True" },
            cursors.Select(cursor => $"{cursor.Feed} {cursor.Quiet}").ToArray());
        Assert.IsFalse(bench.Http.Requests.Any(asked => asked.Url.AbsolutePath.Contains("/messages", StringComparison.Ordinal)), "Pinning reads no mail.");
    }

    [TestMethod]
    public async Task The_first_walk_tells_what_came_since_the_pin_oldest_first_and_turns_pages_of_old_mail_silently()
    {
        using var bench = await new OutlookBench(asked => asked.Query switch
        {
            _ when !IsInbox(asked) => OutlookBench.Otherwise(),
            var query when query.Contains("skiptoken=2", StringComparison.Ordinal) => Page(Mail("m0", "2025-12-01T00:00:00Z"), "nextLink", Next + "3"),
            var query when query.Contains("skiptoken=3", StringComparison.Ordinal) => Page("", "deltaLink", Later + "1"),
            _ => Page($"{Mail("m3", "2026-03-01T09:02:00Z")},{Mail("m2", "2026-03-01T09:01:00Z")},{Mail("m1", "2026-03-01T08:45:00Z")}", "nextLink", Next + "2"),
        }).ConnectedAsync();
        var start = (await bench.Outlook.PinCursorsAsync(OutlookBench.Mailbox, Cancel))[0];

        var first = await bench.Outlook.ListChangesAsync(OutlookBench.Mailbox, start, Cancel);
        var second = await bench.Outlook.ListChangesAsync(OutlookBench.Mailbox, first.Next, Cancel);

        Assert.AreEqual("m2:Appeared m3:Appeared", Told(first));
        Assert.AreEqual(("", false), (Told(second), second.HasMore));
        Assert.IsTrue(first.HasMore);
        Assert.AreEqual(new ProviderThreadId("c1"), first.Changes[0].Thread);
        Assert.IsNotNull(first.Changes[0].Headers);
        var asked = bench.Http.Requests.First(IsInbox);
        Assert.Contains("$orderby=receivedDateTime desc", asked.Query);
        Assert.Contains("internetMessageHeaders", asked.Query);
        Assert.Contains("$expand=singleValueExtendedProperties($filter=id eq 'String 0x1042'", asked.Query);
        Assert.DoesNotContain("$filter=receivedDateTime", asked.Query);
        Assert.AreEqual("IdType=\"ImmutableId\", odata.maxpagesize=100", Sorted(asked.Prefer));
    }

    [TestMethod]
    public async Task After_the_walk_entries_with_all_appear_partial_and_removed_ones_are_changes_and_drafts_are_no_mail()
    {
        var old = Mail("moved-here", "2020-01-01T00:00:00Z");
        using var bench = await new OutlookBench(asked => !IsInbox(asked) ? OutlookBench.Otherwise() : asked.Query.Contains("deltatoken=1", StringComparison.Ordinal)
            ? Page(
                $$$"""{{{old}}},{"id":"read","isRead":true},{"id":"left","@removed":{"reason":"deleted"} },{"id":"left-too","@removed":{"reason":"changed"} },"""
                + Mail("draft", "2026-03-01T09:01:00Z").Replace("\"isDraft\":false", "\"isDraft\":true", StringComparison.Ordinal),
                "deltaLink",
                Later + "2")
            : Page("", "deltaLink", Later + "1")).ConnectedAsync();
        var start = (await bench.Outlook.PinCursorsAsync(OutlookBench.Mailbox, Cancel))[0];
        var live = (await bench.Outlook.ListChangesAsync(OutlookBench.Mailbox, start, Cancel)).Next;

        var page = await bench.Outlook.ListChangesAsync(OutlookBench.Mailbox, live, Cancel);

        CollectionAssert.AreEquivalent(
            new[] { "moved-here:Appeared", "draft:StateChanged", "read:StateChanged", "left:StateChanged", "left-too:StateChanged" }, Told(page).Split(' '));
        Assert.AreEqual("IdType=\"ImmutableId\", odata.maxpagesize=50", Sorted(bench.Http.Requests[^1].Prefer));
        Assert.AreEqual(Later + "1", bench.Http.Requests[^1].Url.OriginalString);
    }

    [TestMethod]
    public async Task An_item_that_comes_twice_on_a_page_is_told_once_as_its_last_entry_says_and_stays_new_when_only_read_state_follows()
    {
        using var bench = await new OutlookBench(asked => !IsInbox(asked) ? OutlookBench.Otherwise() : Page(
            $$$"""{"id":"back","@removed":{"reason":"changed"} },{{{Mail("back", "2026-03-01T09:01:00Z")}}},{{{Mail("read", "2026-03-01T09:02:00Z")}}},{"id":"read","isRead":true},{{{Mail("gone", "2026-03-01T09:03:00Z")}}},{"id":"gone","@removed":{"reason":"deleted"} }""",
            "deltaLink",
            Later + "1")).ConnectedAsync();
        var start = (await bench.Outlook.PinCursorsAsync(OutlookBench.Mailbox, Cancel))[0];

        var page = await bench.Outlook.ListChangesAsync(OutlookBench.Mailbox, start, Cancel);

        Assert.AreEqual("back:Appeared read:Appeared gone:StateChanged", Told(page));
    }

    [TestMethod]
    public async Task A_walk_that_is_interrupted_keeps_what_it_has_turned()
    {
        using var bench = await new OutlookBench(asked => !IsInbox(asked) ? OutlookBench.Otherwise()
            : asked.Query.Contains("skiptoken=2", StringComparison.Ordinal) ? OutlookBench.Error(429, "ApplicationThrottled")
            : Page(Mail("old", "2020-01-01T00:00:00Z"), "nextLink", Next + "2")).ConnectedAsync();
        var start = (await bench.Outlook.PinCursorsAsync(OutlookBench.Mailbox, Cancel))[0];

        var page = await bench.Outlook.ListChangesAsync(OutlookBench.Mailbox, start, Cancel);

        Assert.IsTrue(page.HasMore);
        Assert.AreEqual(Next + "2", OutlookPosition.Read(page.Next)?.Link);
    }

    [TestMethod]
    public async Task A_position_from_when_Graph_had_another_address_has_expired_and_its_link_is_not_followed()
    {
        using var moved = await new OutlookBench(_ => throw new InvalidOperationException("Nobody may be called.")).ConnectedAsync();
        var live = OutlookPosition.Of("f-inbox", true, OutlookBench.Start) with { Stage = OutlookStage.Live, Link = "https://graph.elsewhere.example/v1.0/me/x" };

        var failure = await Assert.ThrowsExactlyAsync<MailProviderException>(
            () => moved.Outlook.ListChangesAsync(OutlookBench.Mailbox, live.ToCursor(quiet: false), Cancel));

        Assert.AreEqual(MailProviderFailure.CursorExpired, failure.Kind);
    }

    [TestMethod]
    public async Task A_folder_that_is_gone_closes_its_feed_and_a_forgotten_token_has_expired()
    {
        using var gone = await new OutlookBench(_ => OutlookBench.Error(404, "ErrorItemNotFound")).ConnectedAsync();
        using var forgotten = await new OutlookBench(_ => OutlookBench.Error(410, "syncStateNotFound")).ConnectedAsync();
        var cursor = (OutlookPosition.Of("f-inbox", true, OutlookBench.Start) with { Stage = OutlookStage.Live, Link = Later + "9" }).ToCursor(quiet: false);

        var page = await gone.Outlook.ListChangesAsync(OutlookBench.Mailbox, cursor, Cancel);
        var failure = await Assert.ThrowsExactlyAsync<MailProviderException>(() => forgotten.Outlook.ListChangesAsync(OutlookBench.Mailbox, cursor, Cancel));

        Assert.AreEqual("folder:f-inbox", page.Closed.Single());
        Assert.AreEqual(MailProviderFailure.CursorExpired, failure.Kind);
    }

    [TestMethod]
    public async Task Changes_that_are_gone_while_their_folder_is_there_have_expired_and_do_not_close_the_feed()
    {
        using var bench = await new OutlookBench(asked => IsInbox(asked) ? OutlookBench.Error(404, "ErrorItemNotFound") : OutlookBench.Otherwise()).ConnectedAsync();
        var start = (await bench.Outlook.PinCursorsAsync(OutlookBench.Mailbox, Cancel))[0];

        var failure = await Assert.ThrowsExactlyAsync<MailProviderException>(() => bench.Outlook.ListChangesAsync(OutlookBench.Mailbox, start, Cancel));

        Assert.AreEqual((MailProviderFailure.CursorExpired, "ErrorItemNotFound"), (failure.Kind, failure.Code));
    }

    [TestMethod]
    public async Task New_folders_open_feeds_that_count_from_the_pin_and_folders_that_go_close_theirs_with_what_stands_in_them()
    {
        using var bench = await new OutlookBench(asked => !asked.Query.Contains("folders-1", StringComparison.Ordinal) ? OutlookBench.Otherwise() : StubHttp.Json($$"""
            {"value":[{"id":"f-new","parentFolderId":"f-inbox"},{"id":"f-root-folder","parentFolderId":"f-deleteditems"},{"id":"f-old","@removed":{"reason":"deleted"} }],
            "@odata.deltaLink":"{{OutlookBench.Graph}}/me/mailFolders/delta?$deltatoken=folders-2"}
            """)).ConnectedAsync();
        var cursor = (await bench.Outlook.PinCursorsAsync(OutlookBench.Mailbox, Cancel))[^1];
        bench.Time.Advance(TimeSpan.FromMinutes(50));

        var page = await bench.Outlook.ListChangesAsync(OutlookBench.Mailbox, cursor, Cancel);

        var opened = OutlookPosition.Read(page.Opened.Single());
        Assert.AreEqual(("f-new", OutlookBench.Start, true), (opened?.Folder, opened?.Since ?? default, page.Opened[0].Quiet));
        CollectionAssert.AreEquivalent(new[] { "folder:f-old", "folder:f-root-folder", "folder:f-projects" }, page.Closed.ToArray());
        Assert.AreEqual("folders", page.Next.Feed);
    }

    [TestMethod]
    public async Task When_Graph_forgot_the_folders_all_of_them_are_named_again()
    {
        using var bench = await new OutlookBench(asked => asked.Query.Contains("folders-1", StringComparison.Ordinal)
            ? OutlookBench.Error(410, "syncStateNotFound") : OutlookBench.Otherwise()).ConnectedAsync();
        var cursor = (await bench.Outlook.PinCursorsAsync(OutlookBench.Mailbox, Cancel))[^1];

        var page = await bench.Outlook.ListChangesAsync(OutlookBench.Mailbox, cursor, Cancel);

        CollectionAssert.IsSubsetOf(new[] { "folder:f-inbox", "folder:f-projects" }, page.Opened.Select(opened => opened.Feed).ToArray());
    }

    [TestMethod]
    [DataRow("folder:f", "si|1772355600000|", true)]
    [DataRow("folder:f", "do|1772355600000|https://graph.example/v1.0/x?$deltatoken=a|b", true)]
    [DataRow("folders", "do|0|https://graph.example/v1.0/x", true)]
    [DataRow("folder:f", "do|1772355600000|", false)]
    [DataRow("folder:f", "si|1772355600000|https://graph.example/", false)]
    [DataRow("folder:f", "xi|1|", false)]
    [DataRow("folder:f", "si|soon|", false)]
    [DataRow("folder:", "si|1|", false)]
    [DataRow("history", "h:1", false)]
    public void A_position_is_read_back_as_it_was_written_and_nothing_else_is_read(string feed, string text, bool isReadable)
    {
        var position = OutlookPosition.Read(new FeedCursor(feed, text));

        Assert.AreEqual(isReadable, position is not null);
        if (position is not null) Assert.AreEqual(new FeedCursor(feed, text, true), position.ToCursor(quiet: true));
    }

    private static bool IsInbox(StubHttp.Asked asked) => Uri.UnescapeDataString(asked.Url.AbsolutePath).StartsWith(Inbox, StringComparison.Ordinal);

    private static HttpResponseMessage Page(string items, string link, string url) => StubHttp.Json($$"""{"value":[{{items}}],"@odata.{{link}}":"{{url}}"}""");

    private static string Mail(string id, string received) =>
        $$"""{"id":"{{id}}","conversationId":"c1","parentFolderId":"f-inbox","receivedDateTime":"{{received}}","isRead":false,"isDraft":false,"subject":"Hello","""
        + """  "internetMessageHeaders":[{"name":"From","value":"Bo <bo@client.example>"},{"name":"Subject","value":"Hello"}]} """;

    private static string Told(ChangePage page) => string.Join(' ', page.Changes.Select(change => $"{change.Id}:{change.Kind}"));

    private static string Sorted(string prefer) => string.Join(", ", prefer.Split(", ").Order(StringComparer.Ordinal));
}
