using EmailSync.Core.Directory;
using EmailSync.Core.Sync;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>R20: what is sent on to another contact.</summary>
public abstract class ForwardStories : Story
{
    private static readonly ContactId dora = new("dora");
    private const string DoraAddress = "dora@partner.example";

    [TestMethod]
    public async Task R20_A_forward_and_the_answers_to_it_live_in_the_other_contacts_conversation()
    {
        await using var world = await StartConnectedAsync();
        world.At(DoraAddress).AddAccount(DoraAddress);
        await world.KnowAsync(North, dora, DoraAddress);
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Plans") { Id = "plans@x" });
        await world.SettleAsync();

        world.SendFromClient(AnaAddress, new AMail(AnaAddress, DoraAddress, "Fwd: Plans") { Id = "fwd@x" }.Answering("plans@x"));
        await world.SettleAsync();
        var sent = world.Folder(AnaAddress, "sent").Single().MessageIdHeader!.Trim('<', '>');
        world.Deliver(AnaAddress, new AMail(DoraAddress, AnaAddress, "Re: Fwd: Plans") { Id = "re-fwd@x" }.Answering("plans@x", sent));
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Re: Plans") { Id = "re@x" }.Answering("plans@x"));
        await world.SettleAsync();

        CollectionAssert.AreEqual(new[] { "Plans", "Re: Plans" }, (await world.ConversationAsync()).Select(m => m.Subject).ToArray());
        var forwarded = await world.ConversationAsync(North, dora);
        CollectionAssert.AreEqual(new[] { "Fwd: Plans", "Re: Fwd: Plans" }, forwarded.Select(m => m.Subject).ToArray());
        Assert.HasCount(1, forwarded.Select(m => m.Thread).Distinct().ToList());
        Assert.IsTrue((await world.DecisionsAsync(world.Connections[0])).Any(d => (d.Reason, d.Rule) == (Reason.Forward, "R20")));
    }

    [TestMethod]
    public async Task R20_Who_was_copied_before_is_answered_inside_the_thread()
    {
        await using var world = await StartConnectedAsync();
        world.At(DoraAddress).AddAccount(DoraAddress);
        await world.KnowAsync(North, dora, DoraAddress);
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Plans") { Id = "plans@x", Headers = [$"Cc: {DoraAddress}"] });
        await world.SettleAsync();

        world.SendFromClient(AnaAddress, new AMail(AnaAddress, DoraAddress, "Re: Plans") { Id = "re@x" }.Answering("plans@x"));
        await world.SettleAsync();

        CollectionAssert.AreEqual(new[] { "Plans", "Re: Plans" }, (await world.ConversationAsync()).Select(m => m.Subject).ToArray());
        Assert.IsEmpty(await world.ConversationAsync(North, dora));
    }
}
