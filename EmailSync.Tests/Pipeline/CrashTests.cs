using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Sending;
using EmailSync.Core.Updates;
using EmailSync.Simulators.Control;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>Invariant 4, by force: the process dies right after its n-th write, for every n of a story, is started again, and the story ends the same.</summary>
public abstract class CrashTests : Story
{
    [TestMethod]
    public Task A_thread_with_a_stranger_is_the_same_after_a_crash_at_any_write() => AtEveryWriteAsync(
        StartConnectedAsync,
        world =>
        [
            () => Now(() => world.Deliver(AnaAddress, new AMail(Stranger, AnaAddress, "Re: Plans") { Id = "2@x" }.Answering("1@x"))),
            () => world.SettleAsync(),
            () => Now(() => world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Plans") { Id = "1@x" })),
            () => Now(() => world.Deliver(AnaAddress, new AMail(Stranger, AnaAddress, "Re: Plans") { Id = "3@x", Date = Later }.Answering("1@x", "2@x"))),
            () => world.SettleAsync(),
            () => Now(() => world.Deliver(AnaAddress, new AMail(Stranger, AnaAddress, "Re: Plans") { Id = "4@x", Body = "Late" }.Answering("3@x"))),
            () => world.SettleAsync(),
        ],
        state => Assert.AreEqual(4, Lines(state, "message "), state));

    [TestMethod]
    public Task A_send_and_its_answer_are_the_same_after_a_crash_at_any_write() => AtEveryWriteAsync(
        async () =>
        {
            var world = await StartConnectedAsync();
            world.At(CarlaAddress).AddAccount(CarlaAddress);
            return world;
        },
        world =>
        [
            async () => Assert.IsInstanceOfType<SendAcceptance.Accepted>(await world.AcceptAsync("key-1")),
            () => world.SettleAsync(),
            () => Now(() =>
            {
                var received = world.Folder(CarlaAddress, "inbox").Single();
                var answer = new AMail(CarlaAddress, AnaAddress, "Re: Offer") { Id = "answer@x" }.Answering(received.MessageIdHeader!.Trim('<', '>'));
                world.At(CarlaAddress).SendFromClient(CarlaAddress, answer.Bytes());
            }),
            () => world.SettleAsync(),
        ],
        state =>
        {
            Assert.AreEqual(2, Lines(state, "message "), state);
            StringAssert.Contains(state, "carla@client.example inbox: Offer" + Environment.NewLine, state);
            StringAssert.Contains(state, "ana@acme.example drafts: " + Environment.NewLine, state);
        });

    [TestMethod]
    public Task R24_A_mail_that_is_kept_in_parts_is_the_same_after_a_crash_at_any_write() => AtEveryWriteAsync(
        async () =>
        {
            var world = await StartConnectedAsync();
            await world.KnowLocationAsync(North, new LocationSettings { AttachmentTypes = new AttachmentTypes(["pdf"]) });
            return world;
        },
        world =>
        [
            () => Now(() => world.At(AnaAddress).Deliver(
                AnaAddress,
                new FiledMail(CarlaAddress, AnaAddress, "Plans") { Id = "1@x" }
                    .With("a.pdf", "application/pdf", 100).With("b.exe", "application/pdf", 200).With("c.pdf", "application/pdf", 300).Bytes(),
                spam: false)),
            () => world.SettleAsync(),
        ],
        state => StringAssert.Contains(state, "with a.pdf of 100, b.exe type_not_allowed of nothing, c.pdf of 300", state));

    [TestMethod]
    public Task A_connection_is_the_same_after_a_crash_at_any_write() => AtEveryWriteAsync(
        StartAsync,
        world =>
        [
            async () =>
            {
                world.Connections.Clear();
                await world.ConnectAsync(North, Ana, AnaAddress);
            },
            () => Now(() => world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Plans") { Id = "1@x" })),
            () => world.SettleAsync(),
        ],
        state =>
        {
            Assert.AreEqual(1, Lines(state, "message "), state);
            StringAssert.Contains(state, "mailbox Connected  watched True connections 1", state);
        });

    [TestMethod]
    public Task B4_What_is_filled_in_is_the_same_after_a_crash_at_any_write() => AtEveryWriteAsync(
        StartConnectedAsync,
        world =>
        [
            () => Now(() => world.Deliver(AnaAddress, new AMail(Stranger, AnaAddress, "Plans") { Id = "1@x" })),
            () => Now(() => world.Deliver(AnaAddress, new AMail("eve@elsewhere.example", AnaAddress, "Re: Plans") { Id = "2@x" }.Answering("1@x"))),
            () => world.SettleAsync(),
            () => world.PutContactAsync(North, Carla, [CarlaAddress, Stranger]),
            () => Now(() => world.Deliver(AnaAddress, new AMail(Stranger, AnaAddress, "Late") { Id = "3@x" })),
            () => world.SettleAsync(),
        ],
        state =>
        {
            Assert.AreEqual(3, Lines(state, "message "), state);
            Assert.AreEqual(3, Lines(state, "decision "), state);
        });

    [TestMethod]
    public Task What_a_lost_cursor_left_out_is_caught_up_with_the_same_after_a_crash_at_any_write() => AtEveryWriteAsync(
        async () =>
        {
            var world = await StartConnectedAsync();
            await world.SettleAsync();
            world.Clock.Advance(TimeSpan.FromHours(2));
            return world;
        },
        world =>
        [
            () => Now(() =>
            {
                for (var mail = 0; mail < 4; mail++)
                    world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, $"Plans {mail}") { Id = $"{mail}@x" });
                for (var mail = 4; mail < 12; mail++)
                    world.Deliver(AnaAddress, new AMail(Stranger, AnaAddress, $"Offer {mail}") { Id = $"{mail}@x" });
                world.At(AnaAddress).ExpireCursors(AnaAddress);
            }),
            () => world.SettleAsync(),
            () => Now(() => world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Late") { Id = "late@x" })),
            () => world.SettleAsync(),
        ],
        state =>
        {
            Assert.AreEqual(5, Lines(state, "message "), state);
            Assert.AreEqual(13, Lines(state, "decision "), state);
        });

    [TestMethod]
    public Task R6_A_disconnection_is_the_same_after_a_crash_at_any_write() => AtEveryWriteAsync(
        StartConnectedAsync,
        world =>
        [
            () => Now(() => world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Plans") { Id = "1@x" })),
            () => world.SettleAsync(),
            () => world.AcceptOnceAsync("key"),
            () => world.Get<DisconnectMailbox>().BeginAsync(North, Ana, None),
            () => Now(() => world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Late") { Id = "2@x" })),
            () => world.SettleAsync(),
        ],
        state =>
        {
            Assert.AreEqual(2, Lines(state, "message "), state);
            StringAssert.Contains(state, "Failed Crm thread 1 copies  mailbox_not_connected", state);
            StringAssert.Contains(state, "mailbox Disconnected  watched False connections 0", state);
            StringAssert.Contains(state, "connection Disconnected to it, told MailboxConnected, MailboxDisconnected", state);
            StringAssert.Contains(state, "grant kept False", state);
        });

    [TestMethod]
    public Task R5_An_update_is_the_same_after_a_crash_at_any_write() => AtEveryWriteAsync(
        StartConnectedAsync,
        world =>
        [
            () => Now(() => world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Plans") { Id = "1@x" })),
            () => world.SettleAsync(),
            async () =>
            {
                world.Connections.RemoveRange(1, world.Connections.Count - 1);
                await world.ConnectAsync(North, Ana, AnotherAddressStories.NewAddress, ConnectMode.Update);
            },
            () => Now(() => world.Deliver(AnotherAddressStories.NewAddress, new AMail(CarlaAddress, AnotherAddressStories.NewAddress, "Re: Plans") { Id = "2@x" }.Answering("1@x"))),
            () => Now(() => world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Late") { Id = "3@x" })),
            () => world.SettleAsync(),
        ],
        state =>
        {
            Assert.AreEqual(2, Lines(state, "message "), state);
            StringAssert.Contains(state, "mailbox Disconnected  watched False connections 0", state);
            StringAssert.Contains(state, "mailbox Connected  watched True connections 1", state);
            StringAssert.Contains(state, "connection Connected to it, told MailboxConnected, MailboxConnected", state);
            Assert.AreEqual(1, Lines(state, "grant kept False"), state);
        });

    [TestMethod]
    public Task R7_A_lost_authorisation_is_told_once_after_a_crash_at_any_write() => AtEveryWriteAsync(
        StartConnectedAsync,
        world =>
        [
            () => Now(() => world.At(AnaAddress).Revoke(AnaAddress)),
            () => Now(() => world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Plans") { Id = "1@x" })),
            () => world.SettleAsync(),
            async () =>
            {
                world.Connections.Clear();
                await world.ConnectAsync(North, Ana, AnaAddress, ConnectMode.Reauthorize);
            },
            () => world.SettleAsync(),
        ],
        state =>
        {
            Assert.AreEqual(1, Lines(state, "message "), state);
            StringAssert.Contains(state, "told MailboxConnected, MailboxReauthRequired, MailboxConnected", state);
        });

    [TestMethod]
    public Task R25_Changes_from_both_sides_are_the_same_after_a_crash_at_any_write() => AtEveryWriteAsync(
        async () =>
        {
            var world = await StartConnectedAsync();
            world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Plans") { Id = "1@x" });
            world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Offer") { Id = "2@x" });
            await world.SettleAsync();
            return world;
        },
        world =>
        [
            async () => Assert.IsInstanceOfType<UpdateAcceptance.Accepted>(
                await world.WishAsync((await world.ConversationAsync()).Single(m => m.Subject == "Offer").Id, read: true, trashed: true)),
            () => Now(() => world.At(AnaAddress).Change(AnaAddress, Single(world, "Plans").Id, new MessageChange(Read: true))),
            () => world.SettleAsync(),
            () => Now(() => world.At(AnaAddress).Change(AnaAddress, Single(world, "Plans").Id, new MessageChange(Folder: "trash"))),
            async () => Assert.IsInstanceOfType<UpdateAcceptance.Accepted>(
                await world.WishAsync((await world.ConversationAsync()).Single(m => m.Subject == "Offer").Id, trashed: false)),
            () => world.SettleAsync(),
        ],
        state =>
        {
            StringAssert.Contains(state, "copies ana read trashed ", state);
            StringAssert.Contains(state, "copies ana read ", state);
            StringAssert.Contains(state, "ana@acme.example inbox: Offer", state);
            Assert.AreEqual(2, Lines(state, "event MessageUpdated 'Offer'"), state);
            Assert.AreEqual(2, Lines(state, "event MessageUpdated 'Plans'"), state);
        });

    private static MailSeen Single(PipelineWorld world, string subject) => world.Folder(AnaAddress, "all").Single(m => m.Subject == subject);

    private const string Later = "Mon, 02 Mar 2026 10:00:00 +0000";

    private protected static async Task AtEveryWriteAsync(Func<Task<PipelineWorld>> start, Func<PipelineWorld, IReadOnlyList<Func<Task>>> story, Action<string> check)
    {
        string expected;
        int writes;
        await using (var world = await start())
        {
            var before = world.Fuse.Writes;
            foreach (var step in story(world))
                await step();
            writes = world.Fuse.Writes - before;
            expected = await world.DescribeAsync();
        }
        check(expected);

        for (var write = 1; write <= writes; write++)
        {
            await using var world = await start();
            world.Fuse.DieAfter(write);
            foreach (var step in story(world))
                await SurviveAsync(world, step);
            var state = await world.DescribeAsync();
            Assert.AreEqual(expected, state, $"after a crash at write {write} of {writes}");
        }
    }

    private static async Task SurviveAsync(PipelineWorld world, Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (ProcessDiedException)
        {
            await world.RestartAsync();
            await step();
        }
    }

    private protected static Task Now(Action act)
    {
        act();
        return Task.CompletedTask;
    }

    private protected static int Lines(string state, string start) => state.Split('\n').Count(l => l.StartsWith(start, StringComparison.Ordinal));
}
