using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using EmailSync.Simulators.Faults;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>Invariant 5: however a provider says that it has forgotten where we were, nothing is lost, nothing doubled and nothing deleted.</summary>
[TestClass]
public sealed class CursorLossTests
{
    [TestMethod]
    [DataRow(null, null, DisplayName = "404 notFound")]
    [DataRow("invalidArgument", 400)]
    [DataRow("badRequest", 400)]
    public Task Gmail_forgets_its_history(string? reason, int? status) => LoseAsync(Homes.Gmail, reason, status);

    [TestMethod]
    [DataRow(null, null, DisplayName = "410 with a Location")]
    [DataRow("syncStateNotFound", 410, DisplayName = "410 without a Location")]
    [DataRow("resyncRequired", 410)]
    [DataRow("syncStateNotFound", 404)]
    [DataRow("SyncStateNotFound", 400)]
    [DataRow("resyncRequired", 400)]
    [DataRow("syncStateInvalid", 400)]
    [DataRow("ErrorInvalidSyncStateData", 400)]
    [DataRow("BadRequest", 400, DisplayName = "400, and nothing but that it cannot be read")]
    public Task Outlook_forgets_its_sync_state(string? reason, int? status) => LoseAsync(Homes.Outlook, reason, status);

    [TestMethod]
    public async Task One_folder_of_Outlook_forgets_and_the_others_go_on_where_they_were()
    {
        await using var world = await StartAsync(Homes.Outlook);
        var mailbox = world.Connections[0].Mailbox;
        var before = await FeedsAsync(world);
        var inbox = before.Keys.Single(f => IsInbox(before[f]));
        world.Deliver(AnaAddress, Mail("While away"));
        world.SendFromClient(AnaAddress, new AMail(AnaAddress, CarlaAddress, "Mine") { Id = "mine@x" });
        world.At(AnaAddress).ExpireCursors(AnaAddress, path: $"*/mailFolders/{inbox["folder:".Length..]}/*");

        await world.SyncAsync(mailbox);

        Assert.AreEqual("Before, Mine, While away", await SubjectsAsync(world));
        var after = await FeedsAsync(world);
        CollectionAssert.AreEquivalent(before.Keys.ToArray(), after.Keys.ToArray());
        Assert.AreNotEqual(Origin(before[inbox]), Origin(after[inbox]), "The inbox was pinned anew.");
        foreach (var feed in before.Keys.Where(f => f != inbox))
            Assert.AreEqual(Origin(before[feed]), Origin(after[feed]), "Its neighbours were not.");
    }

    [TestMethod]
    public async Task A_link_of_another_address_of_Graph_is_not_followed_and_costs_nothing()
    {
        await using var world = await StartAsync(Homes.Outlook);
        var mailbox = world.Connections[0].Mailbox;
        foreach (var (feed, position) in await FeedsAsync(world))
        {
            var moved = System.Text.RegularExpressions.Regex.Replace(position, "http://[^/]+/", "https://graph.elsewhere.example/");
            await world.Get<FeedStore>().ResetAsync(mailbox, new FeedCursor(feed, moved), None);
        }
        world.Deliver(AnaAddress, Mail("While away"));

        await world.SettleAsync();

        Assert.AreEqual("Before, While away", await SubjectsAsync(world));
        Assert.IsFalse((await FeedsAsync(world)).Values.Any(p => p.Contains("elsewhere", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow(true, DisplayName = "Gmail")]
    [DataRow(false, DisplayName = "Outlook")]
    public async Task A_second_loss_in_the_midst_of_a_catch_up_leaves_what_was_listed_and_what_was_not(bool isGmail)
    {
        await using var world = await StartAsync(isGmail ? Homes.Gmail : Homes.Outlook);
        var (mailbox, again) = (world.Connections[0].Mailbox, 0);
        for (var i = 0; i < 35; i++)
            world.Deliver(AnaAddress, Mail($"Old {i:D2}"));
        world.Clock.Advance(TimeSpan.FromHours(1));
        world.At(AnaAddress).ExpireCursors(AnaAddress);
        world.AfterPage = async page =>
        {
            if (!page.IsOldMail || ++again is not (2 or 3))
                return;
            world.Clock.Advance(TimeSpan.FromMinutes(40));
            world.Deliver(AnaAddress, Mail($"Between {again}"));
            world.At(AnaAddress).ExpireCursors(AnaAddress);
            await world.Get<DirtyStore>().MarkAsync(mailbox, world.Clock.GetUtcNow(), None);
        };

        await world.SettleAsync();

        var subjects = (await SubjectsAsync(world)).Split(", ");
        CollectionAssert.AreEqual(
            Enumerable.Range(0, 35).Select(i => $"Old {i:D2}").Concat(["Before", "Between 2", "Between 3"]).Order(StringComparer.Ordinal).ToArray(), subjects);
        Assert.IsFalse((await FeedsAsync(world)).Keys.Any(CatchUp.IsCatchUp));
        Assert.AreEqual(0, Removed(await world.DescribeAsync()));
    }

    [TestMethod]
    [DataRow(true, 10, DisplayName = "Gmail")]
    [DataRow(false, 10, DisplayName = "Outlook")]
    [DataRow(true, 0, DisplayName = "Gmail, all of one second")]
    [DataRow(false, 0, DisplayName = "Outlook, all of one second")]
    public async Task Mail_that_goes_or_comes_between_two_pages_of_a_catch_up_hides_and_doubles_no_other(bool isGmail, int secondsApart)
    {
        await using var world = await StartAsync(isGmail ? Homes.Gmail : Homes.Outlook);
        var at = world.At(AnaAddress);
        var ids = new List<string>();
        for (var i = 0; i < 45; i++)
        {
            ids.Add(world.Deliver(AnaAddress, Mail($"Old {i:D2}")));
            world.Clock.Advance(TimeSpan.FromSeconds(secondsApart));
        }
        world.Clock.Advance(TimeSpan.FromHours(1));
        at.ExpireCursors(AnaAddress);
        var pages = 0;
        world.AfterPage = page =>
        {
            if (!page.IsOldMail)
                return Task.CompletedTask;
            pages++;

            // Of what was listed some is deleted for good and some moved away, and once more comes than goes.
            var seen = (pages * 10) - 10;
            if (pages < (secondsApart == 0 ? 2 : 4))
            {
                at.Change(AnaAddress, ids[44 - seen], new EmailSync.Simulators.Control.MessageChange(Deleted: true));
                at.Change(AnaAddress, ids[43 - seen], new EmailSync.Simulators.Control.MessageChange(Deleted: true));
                at.Change(AnaAddress, ids[42 - seen], new EmailSync.Simulators.Control.MessageChange(Folder: "trash"));
            }
            if (pages == 2)
            {
                for (var i = 0; i < 5; i++)
                    world.Deliver(AnaAddress, Mail($"New {i}"));
            }
            return Task.CompletedTask;
        };

        await world.SettleAsync();

        var subjects = (await SubjectsAsync(world)).Split(", ");
        CollectionAssert.AreEqual(
            Enumerable.Range(0, 45).Select(i => $"Old {i:D2}").Concat(Enumerable.Range(0, 5).Select(i => $"New {i}")).Append("Before").Order(StringComparer.Ordinal).ToArray(),
            subjects);
        Assert.IsGreaterThan(2, pages);
        Assert.IsFalse((await FeedsAsync(world)).Keys.Any(CatchUp.IsCatchUp));
    }

    [TestMethod]
    [DataRow(true, DisplayName = "Gmail")]
    [DataRow(false, DisplayName = "Outlook")]
    public async Task A_catch_up_whose_pages_die_is_listed_anew_and_brings_each_mail_once(bool isGmail)
    {
        await using var world = await StartAsync(isGmail ? Homes.Gmail : Homes.Outlook);
        var mailbox = world.Connections[0].Mailbox;
        for (var i = 0; i < 25; i++)
            world.Deliver(AnaAddress, Mail($"Old {i:D2}"));
        world.Clock.Advance(TimeSpan.FromHours(1));
        world.At(AnaAddress).ExpireCursors(AnaAddress);
        var dead = false;
        world.AfterPage = async page =>
        {
            if (dead || (await FeedsAsync(world)).FirstOrDefault(f => CatchUp.IsCatchUp(f.Key)) is not { Key: { } feed } left || left.Value.EndsWith('|'))
                return;
            dead = true;
            await world.Get<FeedStore>().ResetAsync(mailbox, new FeedCursor(feed, left.Value.Split('|')[0] + "|dead"), None);
        };

        await world.SettleAsync();

        Assert.IsTrue(dead);
        Assert.HasCount(26, await world.ConversationAsync());
        Assert.IsFalse((await FeedsAsync(world)).Keys.Any(CatchUp.IsCatchUp));
    }

    [TestMethod]
    [DataRow(true, DisplayName = "Gmail")]
    [DataRow(false, DisplayName = "Outlook")]
    public async Task A_provider_that_forgets_what_it_has_just_said_is_asked_again_after_a_while_and_not_all_the_time(bool isGmail)
    {
        await using var world = await StartAsync(isGmail ? Homes.Gmail : Homes.Outlook);
        world.Deliver(AnaAddress, Mail("While away"));
        world.At(AnaAddress).Control.AddFault(new FaultRule(
            FaultKind.Status, new FaultMatch("GET", isGmail ? "*/history*" : "*/messages/delta*"), isGmail ? 404 : 410, Times: 100_000));

        await world.SettleAsync(TimeSpan.FromMinutes(10));

        Assert.IsInRange(10, 100, world.At(AnaAddress).Control.Faults.List().Single().Hits);
        Assert.IsNotNull((await world.Get<MailboxStore>().GetAsync(world.Connections[0].Mailbox, None))!.LastError);

        world.At(AnaAddress).Control.Faults.Clear();
        await world.SettleAsync();

        Assert.AreEqual("Before, While away", await SubjectsAsync(world));
    }

    [TestMethod]
    [DataRow(true, DisplayName = "Gmail")]
    [DataRow(false, DisplayName = "Outlook")]
    public async Task After_weeks_away_the_catch_up_ends_where_the_connection_began(bool isGmail)
    {
        await using var world = await PipelineWorld.StartAsync(isGmail ? Homes.Gmail : Homes.Outlook);
        world.At(AnaAddress).AddAccount(AnaAddress);
        var early = world.Deliver(AnaAddress, Mail("Before the connection"));
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await world.ConnectAsync(North, Ana, AnaAddress);
        world.Deliver(AnaAddress, Mail("First"));
        await world.SettleAsync();
        for (var week = 0; week < 3; week++)
        {
            world.Clock.Advance(TimeSpan.FromDays(7));
            world.Deliver(AnaAddress, Mail($"Week {week}"));
        }
        world.At(AnaAddress).ExpireCursors(AnaAddress);

        await world.SettleAsync();

        Assert.AreEqual("First, Week 0, Week 1, Week 2", await SubjectsAsync(world));
        Assert.AreNotEqual(Outcome.Synced, (await world.DecisionAsync(world.Connections[0], early))?.Outcome);
    }

    [TestMethod]
    [DataRow(true, DisplayName = "Gmail")]
    [DataRow(false, DisplayName = "Outlook")]
    public async Task A_mail_that_was_deleted_while_nobody_looked_stays_in_the_CRM(bool isGmail)
    {
        await using var world = await PipelineWorld.StartConnectedAsync(isGmail ? Homes.Gmail : Homes.Outlook);
        var deleted = world.Deliver(AnaAddress, Mail("Deleted"));
        await world.SettleAsync();
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.At(AnaAddress).Change(AnaAddress, deleted, new EmailSync.Simulators.Control.MessageChange(Deleted: true));
        world.At(AnaAddress).ExpireCursors(AnaAddress);

        await world.SettleAsync();

        Assert.AreEqual("Deleted", await SubjectsAsync(world));
        Assert.AreEqual(Outcome.Synced, (await world.DecisionAsync(world.Connections[0], deleted))!.Outcome);
    }

    private static async Task LoseAsync(Homes homes, string? reason, int? status)
    {
        await using var world = await StartAsync(homes);
        world.Deliver(AnaAddress, Mail("While away"));
        world.SendFromClient(AnaAddress, new AMail(AnaAddress, CarlaAddress, "Mine") { Id = "mine@x" });
        world.At(AnaAddress).ExpireCursors(AnaAddress, reason, status);
        world.Deliver(AnaAddress, Mail("After it"));

        await world.SettleAsync();

        Assert.AreEqual("After it, Before, Mine, While away", await SubjectsAsync(world));
        Assert.IsFalse((await FeedsAsync(world)).Keys.Any(CatchUp.IsCatchUp));
        var state = await world.DescribeAsync();
        Assert.AreEqual(4, state.Split('\n').Count(l => l.StartsWith("event ", StringComparison.Ordinal)), state);

        world.Deliver(AnaAddress, Mail("Later"));
        await world.SettleAsync();

        Assert.AreEqual("After it, Before, Later, Mine, While away", await SubjectsAsync(world));
    }

    /// <summary>One mail has synced, and two hours have gone by.</summary>
    private static async Task<PipelineWorld> StartAsync(Homes homes)
    {
        var world = await PipelineWorld.StartConnectedAsync(homes);
        world.At(CarlaAddress).AddAccount(CarlaAddress);
        world.Deliver(AnaAddress, Mail("Before"));
        await world.SettleAsync();
        world.Clock.Advance(TimeSpan.FromHours(2));
        return world;
    }

    private static async Task<IReadOnlyDictionary<string, string>> FeedsAsync(PipelineWorld world)
    {
        var feeds = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var stored in world.Get<FeedStore>().ListAsync(world.Connections[0].Mailbox, None))
            feeds[stored.Cursor.Feed] = stored.Cursor.Position;
        return feeds;
    }

    private static async Task<string> SubjectsAsync(PipelineWorld world) =>
        string.Join(", ", (await world.ConversationAsync()).Select(m => m.Subject).Order(StringComparer.Ordinal));

    private static int Removed(string state) => state.Split('\n').Count(l => l.Contains("deleted", StringComparison.OrdinalIgnoreCase));

    private static bool IsInbox(string position) => position is [_, 'i', ..];

    /// <summary>Since when a folder's mail counts: set when it is pinned.</summary>
    private static string Origin(string position) => position.Split('|')[1];

    private static AMail Mail(string subject) => new(CarlaAddress, AnaAddress, subject) { Id = subject.Replace(' ', '-') + "@x" };
}
