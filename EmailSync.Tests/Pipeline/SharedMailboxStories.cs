using EmailSync.Core.Crm;
using EmailSync.Core.Sending;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using static EmailSync.Tests.Pipeline.PipelineWorld;
using static EmailSync.Tests.Pipeline.TwoLocations;

namespace EmailSync.Tests.Pipeline;

/// <summary>R22: one mailbox in two locations. Carla is a contact of Ana's in both.</summary>
public abstract class SharedMailboxStories : Story
{
    [TestMethod]
    public async Task R22_A_contacts_mail_goes_to_every_location_that_knows_the_contact()
    {
        await using var world = await StartSharedAsync();
        world.Deliver(AnaAddress, Mail("Plans"));

        await world.SettleAsync();

        Assert.AreEqual("Plans | Plans", await BothAsync(world));
    }

    [TestMethod]
    public async Task R22_A_reply_from_the_crm_of_one_location_keeps_the_thread_there_and_ends_it_in_the_other()
    {
        await using var world = await StartSharedAsync();
        world.Deliver(AnaAddress, Mail("Plans"));
        await world.SettleAsync();
        var plans = (await world.ConversationAsync()).Single();

        await world.AcceptAsync("key", "Re: Plans", plans.Id);
        await world.SettleAsync();
        world.Deliver(AnaAddress, Mail("Re: Re: Plans").Answering("Plans@x", SentId(world)));
        world.Deliver(AnaAddress, Mail("Once more: Plans").Answering("Plans@x"));
        await world.SettleAsync();

        Assert.AreEqual("Once more: Plans, Plans, Re: Plans, Re: Re: Plans | Plans", await BothAsync(world));
        Assert.AreEqual("SentByOtherLocation, ThreadDetached", await R22Async(world));
        Assert.AreEqual(1, await DetachedEventsAsync(world));
    }

    [TestMethod]
    public async Task R22_Mail_started_in_one_location_and_its_answers_appear_only_there()
    {
        await using var world = await StartSharedAsync();
        await world.AcceptAsync("key", "Offer");
        await world.SettleAsync();

        world.Deliver(AnaAddress, Mail("Re: Offer").Answering(SentId(world)));
        await world.SettleAsync();

        Assert.AreEqual("Offer, Re: Offer | ", await BothAsync(world));
    }

    [TestMethod]
    public async Task R22_An_answer_that_is_read_before_the_sent_copy_appears_only_where_the_mail_was_started()
    {
        await using var world = await StartSharedAsync();
        var accepted = (SendAcceptance.Accepted)await world.AcceptAsync("key", "Offer");
        await world.AdvanceAsync(accepted.Token);
        world.Deliver(AnaAddress, Mail("Re: Offer").Answering(SentId(world)));

        await world.SettleAsync();

        Assert.AreEqual("Offer, Re: Offer | ", await BothAsync(world));
    }

    [TestMethod]
    public async Task R22_The_contacts_next_new_thread_goes_everywhere_again()
    {
        await using var world = await StartSharedAsync();
        await world.AcceptAsync("key", "Offer");
        await world.SettleAsync();

        world.Deliver(AnaAddress, Mail("News"));
        await world.SettleAsync();

        Assert.AreEqual("News, Offer | News", await BothAsync(world));
    }

    [TestMethod]
    public async Task R22_An_answer_from_the_mail_client_detaches_nothing()
    {
        await using var world = await StartSharedAsync();
        world.Deliver(AnaAddress, Mail("Plans"));
        await world.SettleAsync();

        world.SendFromClient(AnaAddress, new AMail(AnaAddress, CarlaAddress, "Re: Plans") { Id = "re@x" }.Answering("Plans@x"));
        await world.SettleAsync();

        Assert.AreEqual("Plans, Re: Plans | Plans, Re: Plans", await BothAsync(world));
    }

    [TestMethod]
    public async Task R11_R22_In_each_location_its_own_contacts_and_assignments_count()
    {
        await using var world = await StartSharedAsync();
        await world.KnowAsync(South, CarlaInSouth, CarlaAddress, assignedTo: Ben);

        world.Deliver(AnaAddress, Mail("Plans"));
        await world.SettleAsync();

        Assert.AreEqual("Plans | ", await BothAsync(world));
        Assert.AreEqual(Reason.ContactNotAssigned, (await world.DecisionsAsync(world.Connections[1]))[^1].Reason);
    }

    private Task<PipelineWorld> StartSharedAsync() => TwoLocations.StartSharedAsync(Homes);

    private static string SentId(PipelineWorld world) => world.Folder(CarlaAddress, "inbox")[0].MessageIdHeader!.Trim('<', '>');

    private static async Task<string> R22Async(PipelineWorld world) => string.Join(
        ", ", (await world.DecisionsAsync(world.Connections[1])).Where(d => d.Rule == "R22").Select(d => d.Reason).Distinct().Order());

    private static async Task<int> DetachedEventsAsync(PipelineWorld world)
    {
        var told = 0;
        var conversation = world.Get<TableKeys>().ConversationOf(South, CarlaInSouth);
        await foreach (var item in world.Get<ConversationStore>().ListOutboxAsync(conversation, None))
            told += item.Type == CrmEventType.ThreadDetached ? 1 : 0;
        return told;
    }

    private static AMail Mail(string subject) => new(CarlaAddress, AnaAddress, subject) { Id = subject.Replace(' ', '-').Replace(":", "", StringComparison.Ordinal) + "@x" };
}
