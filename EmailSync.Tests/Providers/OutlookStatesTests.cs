using System.Net;
using EmailSync.Core.Providers;

namespace EmailSync.Tests.Providers;

/// <summary>Places that the simulated mailbox does not have.</summary>
[TestClass]
public sealed class OutlookStatesTests
{
    private static readonly ProviderMessageId message = new("AAMk1");

    public required TestContext TestContext { get; init; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    public async Task R25_What_only_a_recovery_could_bring_back_is_gone()
    {
        using var bench = await BenchAsync("f-recoverableitemsdeletions");

        var failure = await Assert.ThrowsExactlyAsync<MailProviderException>(() => bench.Outlook.GetStateAsync(OutlookBench.Mailbox, message, Cancel));

        Assert.AreEqual((MailProviderFailure.NotFound, "recoverable_item"), (failure.Kind, failure.Code));
    }

    [TestMethod]
    [DataRow("f-projects", Placement.Unread, "f-projects")]
    [DataRow("f-made-a-moment-ago", Placement.Unread, "f-made-a-moment-ago")]
    [DataRow("f-thrown-away", Placement.Unread | Placement.Trash, "inbox")]
    public async Task R25_A_folder_inside_deleted_items_is_the_trash_and_one_that_nobody_knows_yet_is_not(string folder, Placement placement, string place)
    {
        using var bench = await BenchAsync(folder);

        var state = await bench.Outlook.GetStateAsync(OutlookBench.Mailbox, message, Cancel);

        Assert.AreEqual(new MessageState(placement, place), state);
    }

    [TestMethod]
    public async Task R25_What_cannot_go_back_to_its_folder_because_that_is_no_more_goes_to_the_inbox()
    {
        var targets = new List<string>();
        using var bench = await new OutlookBench(asked => asked switch
        {
            _ when asked.Method == HttpMethod.Post => Move(asked.Body),
            { Url.AbsolutePath: "/v1.0/me/messages/AAMk1" } => Message("f-deleteditems"),
            _ => OutlookBench.Otherwise(),
        }).ConnectedAsync();

        await bench.Outlook.RestoreAsync(OutlookBench.Mailbox, message, "f-no-more", Cancel);

        CollectionAssert.AreEqual(new[] { "f-no-more", "inbox" }, targets.Distinct().ToArray());

        HttpResponseMessage Move(string body)
        {
            var target = body.Contains("f-no-more", StringComparison.Ordinal) ? "f-no-more" : "inbox";
            targets.Add(target);
            return target == "inbox" ? Message("f-inbox") : OutlookBench.Error(404, "ErrorItemNotFound");
        }
    }

    private static HttpResponseMessage Message(string folder) => StubHttp.Json(
        $$$"""{"id":"AAMk1","parentFolderId":"{{{folder}}}","isRead":false,"isDraft":false,"internetMessageHeaders":[{"name":"Received","value":"x"}]}""", HttpStatusCode.OK);

    private static Task<OutlookBench> BenchAsync(string folder) => new OutlookBench(asked =>
        asked.Url.AbsolutePath == "/v1.0/me/messages/AAMk1" ? Message(folder) : OutlookBench.Otherwise()).ConnectedAsync();
}
