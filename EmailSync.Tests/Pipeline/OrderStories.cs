using EmailSync.Core.Sending;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>Of mails of one moment, as the provider tells it, an answer stands after what it answers.</summary>
public abstract class OrderStories : Story
{
    [TestMethod]
    [DataRow(new[] { 0, 1, 2, 3, 4, 5 })]
    [DataRow(new[] { 5, 4, 3, 2, 1, 0 })]
    [DataRow(new[] { 0, 2, 4, 1, 3, 5 })]
    [DataRow(new[] { 0, 5, 1, 4, 2, 3 })]
    [DataRow(new[] { 3, 0, 5, 2, 1, 4 })]
    public async Task Mails_of_one_moment_stand_in_the_order_in_which_they_answer_each_other_whichever_is_found_first(int[] found)
    {
        await using var world = await StartConnectedAsync();
        world.At(CarlaAddress).AddAccount(CarlaAddress);
        var placed = new List<string>();
        var ids = new List<string>();
        BeginSecond(world);
        for (var i = 0; i < found.Length; i++)
        {
            var mail = i % 2 == 0 ? new AMail(CarlaAddress, AnaAddress, $"Mail {i}") : new AMail(AnaAddress, CarlaAddress, $"Mail {i}");
            mail = mail with { Id = $"{i}@x", References = [.. ids] };
            var put = i % 2 == 0 ? world.At(AnaAddress).Place(AnaAddress, mail.Bytes(), spam: false) : world.At(AnaAddress).SendFromClient(AnaAddress, mail.Bytes());
            placed.Add(put.Id);
            ids.Add(put.MessageIdHeader!.Trim('<', '>'));
        }

        var target = (await world.Get<SyncTargets>().FindAsync(world.Connections[0].Mailbox, None))!;
        foreach (var i in found)
            await world.Get<MessageSync>().SyncAsync(target, new MessageRef(placed[i], null), None);
        await world.SettleAsync();

        Assert.AreEqual("Mail 0, Mail 1, Mail 2, Mail 3, Mail 4, Mail 5", await ListedAsync(world));
    }

    [TestMethod]
    public async Task An_answer_in_the_second_in_which_our_mail_went_out_stands_after_it()
    {
        await using var world = await StartConnectedAsync();
        world.At(CarlaAddress).AddAccount(CarlaAddress);
        BeginSecond(world);
        world.Clock.Advance(TimeSpan.FromMilliseconds(300));
        var token = ((SendAcceptance.Accepted)await world.AcceptAsync("key")).Token;
        while ((await world.Get<SendLedger>().GetAsync(token, None))!.State != SendState.Sent)
            await world.AdvanceAsync(token);
        var sent = (await world.ConversationAsync()).Single();

        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Out of office") { Id = "answer@x", References = [sent.MessageIdHeader!] });
        await world.SettleAsync();

        Assert.AreEqual("Offer, Out of office", await ListedAsync(world));
    }

    /// <summary>As the CRM lists it, the oldest first.</summary>
    private static async Task<string> ListedAsync(PipelineWorld world)
    {
        var contact = (await world.Get<DirectoryStore>().GetContactAsync(North, Carla, None))!;
        var newestFirst = await world.Get<ConversationStore>().ListAsync(contact.Conversation, null, 1000, None);
        return string.Join(", ", newestFirst.Select(s => s.Message.Subject).Reverse());
    }

    private static void BeginSecond(PipelineWorld world) => world.Clock.Advance(TimeSpan.FromMilliseconds(1000 - world.Clock.GetUtcNow().Millisecond));
}
