using EmailSync.Core.Directory;
using EmailSync.Core.Sending;
using EmailSync.Core.Storage;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>R14: the CRM's own contact takes over the conversation of one that a logging address made.</summary>
public abstract class AdoptionStories : Story
{
    private const string New = "new@prospect.example";
    private const string Later = "Mon, 02 Mar 2026 10:00:00 +0000";
    private static readonly ContactId nora = new("nora");

    [TestMethod]
    public async Task R14_The_CRMs_own_contact_takes_over_the_conversation_its_threads_and_who_follows_it()
    {
        await using var world = await StartWithLoggedAsync();
        await world.KnowLocationAsync(North, AssignmentPolicy.Always);
        var made = await MadeAsync(world);
        var before = await world.ConversationAsync(North, made.Id);

        Assert.IsInstanceOfType<Adoption.Granted>(await world.PutContactAsync(North, nora, New, made.Id));
        world.Deliver(AnaAddress, new AMail(Stranger, AnaAddress, "Re: Hello") { Id = "answer@x", Date = Later }.Answering("hello@x"));
        world.Deliver(AnaAddress, new AMail(New, AnaAddress, "New thread") { Id = "thread@x" });
        await world.SettleAsync();

        var after = await world.ConversationAsync(North, nora);
        Assert.AreEqual("Hello,New thread,Re: Hello", string.Join(',', after.Select(m => m.Subject)));
        Assert.AreEqual(before.Single().Id, after[0].Id);
        Assert.AreEqual(after[0].Thread, after[2].Thread);
        Assert.IsTrue(after.All(m => m.Contact == nora));
        Assert.AreEqual(nora, (await world.Get<ConversationStore>().GetVisibleAsync(North, before[0].Id, None))!.Contact);
        Assert.IsNull(await world.Get<DirectoryStore>().GetContactAsync(North, made.Id, None));
        Assert.AreEqual("nora", await OwnersAsync(world));
        CollectionAssert.AreEqual(new[] { Ana }, (await world.Get<DirectoryStore>().GetContactAsync(North, nora, None))!.FollowedBy.ToArray());
    }

    [TestMethod]
    public async Task R14_A_reply_to_a_message_that_was_taken_over_joins_its_thread()
    {
        await using var world = await StartWithLoggedAsync();
        var made = await MadeAsync(world);
        await world.PutContactAsync(North, nora, New, made.Id);
        var parent = (await world.ConversationAsync(North, nora)).Single();

        var request = new SendRequest(North, "key", "hash", Ana, nora, null, [], [], "Re: Hello", null, "Our offer", [], parent.Id, null);
        Assert.IsInstanceOfType<SendAcceptance.Accepted>(await world.Get<AcceptSend>().AcceptAsync(request, None));
        await world.SettleAsync();

        var messages = await world.ConversationAsync(North, nora);
        Assert.HasCount(2, messages);
        Assert.AreEqual(messages[0].Thread, messages[1].Thread);
    }

    [TestMethod]
    public async Task R14_Who_cannot_take_over_is_refused_and_nothing_changes()
    {
        await using var world = await StartWithLoggedAsync();
        var made = await MadeAsync(world);
        await world.KnowAsync(North, new ContactId("plain"), "plain@client.example");
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Plans") { Id = "plans@x" });
        await world.SettleAsync();

        Assert.AreEqual("unknown_adopted_contact", Code(await world.PutContactAsync(North, nora, New, new ContactId("nobody"))));
        Assert.AreEqual("contact_not_adoptable", Code(await world.PutContactAsync(North, nora, New, new ContactId("plain"))));
        Assert.AreEqual("contact_not_adoptable", Code(await world.PutContactAsync(North, made.Id, New, made.Id)));
        Assert.AreEqual("conversation_not_empty", Code(await world.PutContactAsync(North, Carla, CarlaAddress, made.Id)));
        Assert.AreEqual("unknown_adopted_contact", Code(await world.Get<AdoptContact>().BeginAsync(South, nora, made.Id, None)));

        Assert.HasCount(1, await world.ConversationAsync(North, made.Id));
        Assert.IsInstanceOfType<Adoption.Granted>(await world.Get<AdoptContact>().BeginAsync(North, nora, made.Id, None));
        Assert.AreEqual("already_adopted", Code(await world.Get<AdoptContact>().BeginAsync(North, new ContactId("other"), made.Id, None)));
    }

    [TestMethod]
    public async Task R14_A_call_that_died_before_it_put_the_contact_lets_another_take_over()
    {
        await using var world = await StartWithLoggedAsync();
        var made = await MadeAsync(world);
        await world.Get<AdoptContact>().BeginAsync(North, new ContactId("other"), made.Id, None);

        await world.SettleAsync();

        Assert.IsInstanceOfType<Adoption.Granted>(await world.PutContactAsync(North, nora, New, made.Id));
    }

    [TestMethod]
    public async Task R14_Taking_over_is_the_same_after_a_crash_at_any_write_while_mail_comes_in()
    {
        for (var write = 1; ; write++)
        {
            await using var world = await StartWithLoggedAsync();
            var made = await MadeAsync(world);
            await world.KnowAsync(North, nora, New);
            world.Fuse.DieAfter(write);
            var died = false;
            try
            {
                await world.PutContactAsync(North, nora, New, made.Id);
                world.Fuse.Mend();
            }
            catch (ProcessDiedException)
            {
                died = true;
                await world.RestartAsync();
            }
            world.Deliver(AnaAddress, new AMail(Stranger, AnaAddress, "Re: Hello") { Id = "answer@x", Date = Later }.Answering("hello@x"));
            await world.SettleAsync();
            await world.PutContactAsync(North, nora, New, made.Id);

            var at = $"after a crash at write {write}";
            Assert.AreEqual("Hello,Re: Hello", string.Join(',', (await world.ConversationAsync(North, nora)).Select(m => m.Subject)), at);
            Assert.IsNull(await world.Get<DirectoryStore>().GetContactAsync(North, made.Id, None), at);
            Assert.AreEqual("nora", await OwnersAsync(world), at);
            if (!died)
                break;
        }
    }

    [TestMethod]
    public async Task R27_A_conversation_that_was_taken_over_is_erased_with_the_contact_that_has_it()
    {
        await using var world = await StartWithLoggedAsync();
        var made = await MadeAsync(world);
        await world.PutContactAsync(North, nora, New, made.Id);
        var message = (await world.ConversationAsync(North, nora)).Single();

        await world.DeleteContactAsync(North, nora);
        await world.SettleAsync(TimeSpan.FromDays(2));

        Assert.IsNull(await world.Get<ConversationStore>().GetAsync(North, message.Id, None));
        Assert.AreEqual("", await OwnersAsync(world));
    }

    private async Task<PipelineWorld> StartWithLoggedAsync()
    {
        var world = await StartConnectedAsync();
        world.At(New).AddAccount(New);
        var log = world.Get<LoggingAddresses>().Of(North, Ana);
        world.SendFromClient(AnaAddress, new AMail(AnaAddress, New, "Hello") { Id = "hello@x", Headers = [$"Bcc: {log}"] });
        await world.SettleAsync();
        return world;
    }

    private static async Task<Contact> MadeAsync(PipelineWorld world)
    {
        Assert.IsTrue(EmailAddress.TryParse(New, out var address));
        var owner = (await world.Get<AddressIndex>().FindAsync(North, address, None)).First!;
        return (await world.Get<DirectoryStore>().GetContactAsync(North, owner.Contact, None))!;
    }

    private static async Task<string> OwnersAsync(PipelineWorld world)
    {
        Assert.IsTrue(EmailAddress.TryParse(New, out var address));
        return string.Join(',', (await world.Get<AddressIndex>().FindAsync(North, address, None)).Contacts.Select(c => c.Contact.Value));
    }

    private static string Code(Adoption adoption) => adoption is Adoption.Refused refused ? refused.Code : "granted";
}
