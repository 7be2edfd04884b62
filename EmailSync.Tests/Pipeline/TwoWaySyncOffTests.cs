using EmailSync.Core.Directory;
using EmailSync.Core.Sync;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>R16 is about Outlook mailboxes only.</summary>
[TestClass]
public sealed class TwoWaySyncOffTests
{
    [TestMethod]
    [DataRow(true, "Offer, Re: Offer")]
    [DataRow(false, "From the contact, Offer, Re: Offer, To the contact")]
    public async Task R16_With_two_way_sync_off_an_Outlook_mailbox_brings_only_threads_of_the_crm(bool outlook, string synced)
    {
        await using var world = await PipelineWorld.StartConnectedAsync(outlook ? Homes.Outlook : Homes.Gmail);
        await world.KnowLocationAsync(North, new LocationSettings { OutlookTwoWaySync = false });
        world.At(CarlaAddress).AddAccount(CarlaAddress);
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "From the contact") { Id = "in@x" });
        world.SendFromClient(AnaAddress, new AMail(AnaAddress, CarlaAddress, "To the contact") { Id = "out@x" });
        await world.AcceptAsync("key", "Offer");
        await world.SettleAsync();

        var sent = world.Folder(CarlaAddress, "inbox").Single(m => m.Subject == "Offer").MessageIdHeader!.Trim('<', '>');
        world.Deliver(AnaAddress, new AMail(Stranger, AnaAddress, "Re: Offer") { Id = "re@x" }.Answering(sent));
        await world.SettleAsync();

        Assert.AreEqual(synced, string.Join(", ", (await world.ConversationAsync()).Select(m => m.Subject)));
        var skipped = (await world.DecisionsAsync(world.Connections[0])).Where(d => d.Reason == Reason.TwoWaySyncOff && d.Rule == "R16");
        Assert.AreEqual(outlook ? 2 : 0, skipped.Select(d => d.ProviderMessage).Distinct().Count());
    }
}
