using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.EndToEnd;

/// <summary>Where a mail lies in Outlook: each message is there once, wherever it was put and however often; what people threw away never is.</summary>
[TestClass]
public sealed class OutlookFolderTests
{
    private static EndToEndWorld world = null!;

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => world = await EndToEndWorld.StartAsync(context.CancellationToken);

    [ClassCleanup]
    public static async Task EndAsync() => await world.DisposeAsync();

    [TestMethod]
    public async Task Mail_that_a_rule_files_into_a_folder_is_there_once()
    {
        var desk = await OpenAsync("filed", "Clients");
        await world.Outlook.FilesAsync(desk.Ana, desk.Ben, "Clients", Stop);

        await SendsAsync(desk, "Filed");
        await SendsAsync(desk, "Filed too");
        await desk.Location.ShowsAsync("ben", 2, Stop);

        await EachIsThereOnceAsync(desk, "Filed", "Filed too");
        Assert.HasCount(2, await world.Outlook.SeesAsync(desk.Ana, "Clients", Stop));
    }

    [TestMethod]
    public async Task Mail_in_a_folder_that_was_made_after_connecting_is_found_though_nobody_told_of_it()
    {
        var desk = await OpenAsync("later-folder");
        await world.Outlook.HasFolderAsync(desk.Ana, "Made later", Stop);
        await world.Outlook.FilesAsync(desk.Ana, desk.Ben, "Made later", Stop);
        await world.Outlook.FailsAsync(new MailFault("dropPush", new FaultMatch(Mailbox: desk.Ana), Times: 1000), Stop);

        await SendsAsync(desk, "Into the new one");
        await desk.Location.ShowsAsync("ben", 1, Stop);

        await EachIsThereOnceAsync(desk, "Into the new one");
    }

    [TestMethod]
    public async Task A_mail_that_is_moved_from_folder_to_folder_stays_one_message()
    {
        var desk = await OpenAsync("moved", "Clients");
        var placed = await SendsAsync(desk, "Moved about");
        await desk.Location.ShowsAsync("ben", 1, Stop);

        foreach (var folder in new[] { "Clients", "archive", "inbox", "Clients" })
        {
            await world.Outlook.ChangesAsync(desk.Ana, placed, new { folder }, Stop);
            await LookedAsync(desk);
        }

        await EachIsThereOnceAsync(desk, "Moved about");
    }

    [TestMethod]
    public async Task A_mail_that_is_moved_before_anybody_looked_is_there_once()
    {
        var desk = await OpenAsync("moved-early", "Clients");
        await world.Outlook.FailsAsync(new MailFault("dropPush", new FaultMatch(Mailbox: desk.Ana), Times: 1000), Stop);

        var placed = await SendsAsync(desk, "Quickly moved");
        await world.Outlook.ChangesAsync(desk.Ana, placed, new { folder = "Clients" }, Stop);
        await desk.Location.ShowsAsync("ben", 1, Stop);

        await EachIsThereOnceAsync(desk, "Quickly moved");
    }

    [TestMethod]
    [DataRow("junk")]
    [DataRow("trash")]
    [DataRow("drafts")]
    public async Task Nothing_comes_from_junk_deleted_items_and_drafts(string folder)
    {
        var desk = await OpenAsync("nothing-from-" + folder);
        await world.Outlook.FilesAsync(desk.Ana, desk.Ben, folder, Stop);

        await SendsAsync(desk, "Out of sight");
        await LookedAsync(desk);
        await LookedAsync(desk);

        Assert.HasCount(1, await world.Outlook.SeesAsync(desk.Ana, folder, Stop));
        Assert.IsEmpty(await desk.Location.ConversationAsync("ben", Stop));
        Assert.IsEmpty(await desk.Location.DecisionsAsync("ana", Stop, "?outcome=synced"));
    }

    [TestMethod]
    public async Task A_send_is_recorded_once_though_the_mail_gets_another_id_by_it()
    {
        await world.Outlook.SetsAsync(new { immutableIdChangesOnSend = true }, Stop);
        var desk = await OpenAsync("other-id");

        var id = await desk.Location.SendsAsync(new CrmMail("ana", "ben", "Offer", Text: "See below."), "offer", Stop);
        var sent = await desk.Location.FinishesAsync(id, Stop);
        await LookedAsync(desk);

        Assert.AreEqual("sent", sent.Status, sent.Failure);
        Assert.AreEqual(id, (await desk.Location.ConversationAsync("ben", Stop)).Single().Id);
        Assert.AreEqual((await world.Outlook.SeesAsync(desk.Ana, "sent", Stop)).Single().Id, sent.Provider!.Id);
        Assert.HasCount(1, await world.Outlook.SeesAsync(desk.Ben, "inbox", Stop));
    }

    private async Task<Desk> OpenAsync(string name, params string[] folders)
    {
        var desk = await Desk.OpenAsync(world, name, Provider.Outlook, Stop);
        foreach (var folder in folders)
            await world.Outlook.HasFolderAsync(desk.Ana, folder, Stop);
        return desk;
    }

    /// <returns>Ana's id of the mail.</returns>
    private async Task<string> SendsAsync(Desk desk, string subject)
    {
        await desk.BensMail.SendsAsync(desk.Ben, new Letter(desk.Ben, desk.Ana, subject, "Hello"), Stop);
        return (await world.Outlook.SeesAsync(desk.Ana, "all", Stop)).Single(m => m.Subject == subject).Id;
    }

    /// <summary>Everything has been looked at once more, from here on.</summary>
    private async Task LookedAsync(Desk desk)
    {
        var asked = TimeProvider.System.GetUtcNow();
        await desk.Location.LooksNowAsync("ana", Stop);
        await Eventually.SeesAsync(() => desk.Location.MailboxAsync("ana", Stop), seen => seen.LastSyncedAt > asked, "the mailbox is looked at", Stop);
    }

    private async Task EachIsThereOnceAsync(Desk desk, params string[] subjects)
    {
        await LookedAsync(desk);
        CollectionAssert.AreEquivalent(subjects, (await desk.Location.ConversationAsync("ben", Stop)).Select(m => m.Subject).ToArray());
        var decisions = await desk.Location.DecisionsAsync("ana", Stop, "?outcome=synced");
        Assert.HasCount(subjects.Length, decisions.Select(d => d.MessageId).Distinct());
    }
}
