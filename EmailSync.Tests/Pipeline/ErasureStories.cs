using EmailSync.Core.Crm;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Sending;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>R27: what becomes of a deleted contact.</summary>
public abstract class ErasureStories : Story
{
    [TestMethod]
    public async Task R27_A_deleted_contact_leaves_nothing_and_the_neighbour_is_untouched()
    {
        await using var seen = await ErasureWorld.StartAsync(Homes);
        var world = seen.World;
        await SeedAsync(world);
        Assert.HasCount(4, await world.ConversationAsync());
        Assert.IsNotEmpty(await seen.LeftOfCarlaAsync(OurMail));
        var neighbour = await seen.NeighbourAsync();
        StringAssert.Contains(neighbour, "blob ");

        Assert.IsNotNull(await world.DeleteContactAsync(North, Carla));
        Assert.IsNull(await world.DeleteContactAsync(North, Carla));
        Assert.IsNull(await world.Get<DirectoryStore>().GetContactAsync(North, Carla, None));
        await seen.ComeToAnEndAsync();

        Assert.AreEqual("", string.Join('\n', await seen.LeftOfCarlaAsync(OurMail)));
        Assert.AreEqual(neighbour, await seen.NeighbourAsync());
        var decisions = await world.DecisionsAsync(world.Connections[0]);
        Assert.IsFalse(decisions.Any(d => d.Outcome == Outcome.Synced));
        Assert.IsTrue(decisions.Any(d => d.Reason == Reason.ContactDeleted));
    }

    [TestMethod]
    public async Task R27_Nothing_of_the_conversation_is_shown_from_the_moment_of_deletion()
    {
        await using var seen = await ErasureWorld.StartAsync(Homes);
        var world = seen.World;
        await SeedAsync(world);
        var messages = await world.ConversationAsync();
        var conversation = messages[0].Id.Conversation;

        await world.DeleteContactAsync(North, Carla);

        foreach (var message in messages)
        {
            Assert.IsNull(await world.Get<ConversationStore>().GetVisibleAsync(North, message.Id, None));
            Assert.IsNull(await world.Get<ConversationStore>().GetWithContentAsync(North, message.Id, None));
        }
        Assert.IsEmpty(await world.Get<ConversationStore>().ListAsync(conversation, null, 10, None));
    }

    [TestMethod]
    public async Task R27_Later_mail_of_its_threads_is_unknown_and_the_contact_put_again_starts_anew()
    {
        await using var seen = await ErasureWorld.StartAsync(Homes);
        var world = seen.World;
        await SeedAsync(world);
        await world.DeleteContactAsync(North, Carla);

        var answer = world.Deliver(AnaAddress, new AMail(Stranger, AnaAddress, "Re: Plans") { Id = "late@x" }.Answering("plans-1@x"));
        var own = world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Again") { Id = "again@x" });
        await world.SettleAsync();
        Assert.AreEqual(Reason.NoKnownContact, (await world.DecisionAsync(world.Connections[0], answer))!.Reason);
        Assert.AreEqual(Reason.NoKnownContact, (await world.DecisionAsync(world.Connections[0], own))!.Reason);

        await world.KnowAsync(North, Carla, CarlaAddress);
        Assert.IsEmpty(await world.ConversationAsync());
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "New") { Id = "new@x" });
        await world.SettleAsync(TimeSpan.FromDays(2));

        var subjects = (await world.ConversationAsync()).Select(m => m.Subject).ToList();
        CollectionAssert.Contains(subjects, "New");
        Assert.IsFalse(subjects.Exists(s => s is "Plans" or "Re: Plans" or "Automatic"), string.Join(',', subjects));
    }

    [TestMethod]
    public async Task R27_What_happens_to_a_contact_put_again_is_new_to_the_CRM()
    {
        await using var seen = await ErasureWorld.StartAsync(Homes);
        var world = seen.World;
        var stream = EventStream.Of(world.Get<TableKeys>().ConversationOf(North, Carla));
        var earlier = await HappenAsync("1@x");
        await world.DeleteContactAsync(North, Carla);
        await seen.ComeToAnEndAsync();

        await world.KnowAsync(North, Carla, CarlaAddress);
        var later = await HappenAsync("2@x");

        Assert.IsNotEmpty(earlier);
        Assert.IsNotEmpty(later);
        Assert.IsEmpty(later.Intersect(earlier), "the CRM remembers the ids that it has had");

        async Task<IReadOnlyList<string>> HappenAsync(string id)
        {
            world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, id) { Id = id });
            await world.SettleAsync();
            return [.. (await world.Get<ConversationStore>().ListOutboxAsync(stream, None).ToListAsync()).Select(e => e.Id)];
        }
    }

    [TestMethod]
    public async Task R27_What_the_CRM_asks_to_be_filled_in_for_a_contact_put_again_comes_from_the_mailbox()
    {
        await using var seen = await ErasureWorld.StartAsync(Homes);
        var world = seen.World;
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Plans") { Id = "1@x" });
        await world.SettleAsync();
        await world.DeleteContactAsync(North, Carla);
        await world.SettleAsync();

        await world.PutContactAsync(North, Carla, [CarlaAddress]);
        await world.SettleAsync(TimeSpan.FromDays(2));

        Assert.AreEqual("Plans", string.Join(',', (await world.ConversationAsync()).Select(m => m.Subject)));
    }

    [TestMethod]
    public async Task R27_Mail_that_is_being_stored_while_the_contact_is_deleted_leaves_nothing_at_whichever_write()
    {
        for (var write = 1; ; write++)
        {
            await using var seen = await ErasureWorld.StartAsync(Homes);
            var world = seen.World;
            world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Plans") { Id = "1@x" });
            world.Deliver(AnaAddress, new AMail(Stranger, AnaAddress, "Re: Plans") { Id = "2@x", Date = Later }.Answering("1@x"));
            seen.Tables.InterruptAfter(write, async () => await world.EraseAsync((await world.DeleteContactAsync(North, Carla))!));

            await world.SettleAsync();
            if (!seen.Tables.HasInterrupted)
                break;
            await seen.ComeToAnEndAsync();

            Assert.AreEqual("", string.Join('\n', await seen.LeftOfCarlaAsync()), $"deleted after write {write}");
            var decisions = await world.DecisionsAsync(world.Connections[0]);
            Assert.IsFalse(decisions.Any(d => d.Outcome != Outcome.Skipped), $"deleted after write {write}");
        }
    }

    [TestMethod]
    public async Task R27_A_send_that_is_on_its_way_while_the_contact_is_deleted_leaves_nothing_and_its_key_sends_no_more()
    {
        for (var write = 1; ; write++)
        {
            await using var seen = await ErasureWorld.StartAsync(Homes);
            var world = seen.World;
            seen.Tables.InterruptAfter(write, async () => await world.EraseAsync((await world.DeleteContactAsync(North, Carla))!));

            var accepted = await world.AcceptAsync("key");
            await world.SettleAsync();
            if (!seen.Tables.HasInterrupted)
                break;
            await seen.ComeToAnEndAsync();
            var again = await world.AcceptAsync("key");
            await world.SettleAsync();

            var at = $"deleted after write {write}, {accepted}";
            Assert.AreEqual("", string.Join('\n', await seen.LeftOfCarlaAsync()), at);
            Assert.IsInstanceOfType<SendAcceptance.Refused>(again, at);
            Assert.IsEmpty(world.Folder(AnaAddress, "drafts"), at);
            Assert.IsLessThanOrEqualTo(1, world.Folder(AnaAddress, "sent").Count, at);
        }
    }

    [TestMethod]
    public async Task R27_A_send_of_later_does_not_go_out_to_a_deleted_contact()
    {
        await using var seen = await ErasureWorld.StartAsync(Homes);
        var world = seen.World;
        var request = new SendRequest(
            North, "key", "hash", Ana, Carla, null, [], [], "Offer", null, "Our offer", [], null, world.Clock.GetUtcNow().AddMinutes(10));
        Assert.IsInstanceOfType<SendAcceptance.Accepted>(await world.Get<AcceptSend>().AcceptAsync(request, None));

        await world.DeleteContactAsync(North, Carla);
        await seen.ComeToAnEndAsync();

        Assert.IsEmpty(world.Folder(AnaAddress, "sent"));
        Assert.AreEqual("contact_deleted", ((SendAcceptance.Refused)await world.Get<AcceptSend>().AcceptAsync(request, None)).Code);
        Assert.AreEqual("", string.Join('\n', await seen.LeftOfCarlaAsync()));
    }

    [TestMethod]
    public async Task R27_Removing_one_address_concerns_mail_to_come_only()
    {
        await using var seen = await ErasureWorld.StartAsync(Homes);
        var world = seen.World;
        await world.PutContactAsync(North, Carla, [CarlaAddress, "carla@home.example"]);
        world.Deliver(AnaAddress, new AMail("carla@home.example", AnaAddress, "From home") { Id = "1@x" });
        await world.SettleAsync();

        await world.PutContactAsync(North, Carla, [CarlaAddress]);
        var later = world.Deliver(AnaAddress, new AMail("carla@home.example", AnaAddress, "Another thread") { Id = "2@x" });
        world.Deliver(AnaAddress, new AMail("carla@home.example", AnaAddress, "Re: From home") { Id = "3@x", Date = Later }.Answering("1@x"));
        await world.SettleAsync();

        Assert.AreEqual("From home,Re: From home", string.Join(',', (await world.ConversationAsync()).Select(m => m.Subject)));
        Assert.AreEqual(Reason.NoKnownContact, (await world.DecisionAsync(world.Connections[0], later))!.Reason);
    }

    [TestMethod]
    public async Task R27_An_erasure_leaves_nothing_after_a_crash_at_any_write_and_with_every_step_run_twice()
    {
        for (var write = 1; ; write++)
        {
            await using var seen = await ErasureWorld.StartAsync(Homes);
            var world = seen.World;
            await SeedAsync(world);
            var neighbour = await seen.NeighbourAsync();
            world.RunTwice = true;
            world.Fuse.DieAfter(write);
            var died = false;
            try
            {
                await world.DeleteContactAsync(North, Carla);
                await seen.ComeToAnEndAsync();
            }
            catch (ProcessDiedException)
            {
                died = true;
                await world.RestartAsync();
                await world.DeleteContactAsync(North, Carla);
                await seen.ComeToAnEndAsync();
            }

            Assert.AreEqual("", string.Join('\n', await seen.LeftOfCarlaAsync(OurMail)), $"after a crash at write {write}");
            Assert.AreEqual(neighbour, await seen.NeighbourAsync(), $"after a crash at write {write}");
            if (!died)
                break;
        }
    }

    private const string Later = "Mon, 02 Mar 2026 10:00:00 +0000";

    internal static readonly string[] OurMail = ["plans-1@x", "plans-2@x", "auto@x", "Offer"];

    /// <summary>A thread with a stranger, an attachment, an automatic mail and a send; in South a thread of Sofia's.</summary>
    internal static async Task SeedAsync(PipelineWorld world)
    {
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Plans") { Id = "plans-1@x" });
        world.Deliver(AnaAddress, new AMail(Stranger, AnaAddress, "Re: Plans") { Id = "plans-2@x", Date = Later }.Answering("plans-1@x"));
        world.At(AnaAddress).Deliver(
            AnaAddress, new FiledMail(CarlaAddress, AnaAddress, "Automatic") { Id = "auto@x" }.With("a.pdf", "application/pdf", 100).Bytes(), spam: false);
        world.Deliver(AnaAddress, new AMail("nobody@elsewhere.example", AnaAddress, "Waiting") { Id = "w@x" }.Answering("unknown@x"));
        world.Deliver(BenAddress, new AMail(ErasureWorld.SofiaAddress, BenAddress, "South") { Id = "s1@x" });
        Assert.IsInstanceOfType<SendAcceptance.Accepted>(await world.AcceptAsync("seed"));
        await world.SettleAsync();

        // Nobody answers at the webhook; the log has them.
        await world.Get<DeliverOutbox>().DeliverAsync(EventStream.Of(world.Get<TableKeys>().ConversationOf(North, Carla)), None);
        Assert.IsNotEmpty((await world.Get<EventLogStore>().ReadAsync(North, null, 10, None)).Events);
    }
}
