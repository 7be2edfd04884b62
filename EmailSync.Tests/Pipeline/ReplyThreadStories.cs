using EmailSync.Core.Mailboxes;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>R36: an answer from the CRM stands in the thread of what it answers, at the provider of whoever wrote and of whoever reads it, and for readers of headers alone.</summary>
public abstract class ReplyThreadStories : Story
{
    [TestMethod]
    [DataRow(true, false)]
    [DataRow(true, true)]
    [DataRow(false, false)]
    [DataRow(false, true)]
    public async Task R36_Four_mails_are_one_thread_everywhere_whoever_began(bool contactBegins, bool poorClient)
    {
        await using var world = await StartWithContactAsync();
        var talk = new Correspondence(world) { HasPoorClient = poorClient };

        for (var mail = 0; mail < 4; mail++)
            await NextAsync(talk, (mail % 2 == 0) == contactBegins);

        await AssertOneThreadAsync(world, talk, 4);
        CollectionAssert.AreEqual(new[] { 4 }, talk.ThreadsIn(AnaAddress).ToArray(), "in the user's mailbox");
        Assert.AreEqual(talk.Chain, PlainThreader.Threads(talk.AllIn(AnaAddress)).Single());
    }

    [TestMethod]
    public async Task R36_A_chain_of_thirty_mails_is_one_thread_everywhere()
    {
        await using var world = await StartWithContactAsync();
        var talk = new Correspondence(world);

        for (var mail = 0; mail < 30; mail++)
            await NextAsync(talk, mail % 2 == 0);

        await AssertOneThreadAsync(world, talk, 30);
        Assert.HasCount(1, PlainThreader.Threads(talk.Delivered.Where((_, i) => i % 2 == 1)), "for somebody who has the user's mails only");
        CollectionAssert.AreEqual(new[] { 30 }, talk.ThreadsIn(AnaAddress).ToArray(), "in the user's mailbox");
        Assert.AreEqual(talk.Chain, PlainThreader.Threads(talk.AllIn(AnaAddress)).Single());
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task R36_A_user_who_has_moved_to_another_account_goes_on_in_the_thread(bool contactBegan)
    {
        await using var world = await StartWithContactAsync();
        var talk = new Correspondence(world);
        for (var mail = 0; mail < 3; mail++)
            await NextAsync(talk, (mail % 2 == 0) == contactBegan);
        await world.ConnectAsync(North, Ana, AnotherAddressStories.NewAddress, ConnectMode.Update);
        talk.User = AnotherAddressStories.NewAddress;

        await talk.CrmWritesAsync();
        await talk.ContactWritesAsync();
        await talk.CrmWritesAsync();

        await AssertOneThreadAsync(world, talk, 6);
        CollectionAssert.AreEqual(new[] { 3 }, talk.ThreadsIn(AnaAddress).ToArray(), "in the mailbox that was left");
        CollectionAssert.AreEqual(new[] { 3 }, talk.ThreadsIn(AnotherAddressStories.NewAddress).ToArray(), "in the new mailbox");
    }

    private async Task<PipelineWorld> StartWithContactAsync()
    {
        var world = await StartConnectedAsync();
        world.At(CarlaAddress).AddAccount(CarlaAddress);
        return world;
    }

    private static Task NextAsync(Correspondence talk, bool contact) => contact ? talk.ContactWritesAsync() : talk.CrmWritesAsync();

    private static async Task AssertOneThreadAsync(PipelineWorld world, Correspondence talk, int mails)
    {
        Assert.AreEqual(talk.Chain, string.Join(' ', PlainThreader.Threads(talk.Delivered)), "by the headers of what was delivered");
        Assert.AreEqual(talk.Chain, string.Join(' ', PlainThreader.Threads(talk.Delivered.Reverse())), "and in whatever order");
        CollectionAssert.AreEqual(new[] { mails }, talk.ThreadsIn(CarlaAddress).ToArray(), "in the contact's mailbox");
        Assert.AreEqual(talk.Chain, PlainThreader.Threads(talk.AllIn(CarlaAddress)).Single(), "by the headers in the contact's mailbox");
        var conversation = await world.ConversationAsync();
        Assert.HasCount(mails, conversation);
        Assert.AreEqual(1, conversation.Select(m => m.Thread).Distinct().Count());
    }
}

[TestClass]
public sealed class GmailReplyThreadTests : ReplyThreadStories
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class OutlookReplyThreadTests : ReplyThreadStories
{
    private protected override Homes Homes => Homes.Outlook;
}

[TestClass]
public sealed class AcrossReplyThreadTests : ReplyThreadStories
{
    private protected override Homes Homes => Homes.Across;
}

[TestClass]
public sealed class BackReplyThreadTests : ReplyThreadStories
{
    private protected override Homes Homes => Homes.Back;
}
