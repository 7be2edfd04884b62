using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;
using static EmailSync.Tests.Pipeline.PipelineWorld;
using static EmailSync.Tests.Pipeline.TwoLocations;

namespace EmailSync.Tests.Pipeline;

/// <summary>Connecting, at every write of it: what comes from <see cref="Connection.ConnectedAt"/> on comes to a connection that stands, whatever else happens meanwhile (R8).</summary>
public abstract class JoiningStories : Story
{
    private static readonly TimeSpan moment = TimeSpan.FromSeconds(1);

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task R8_Two_who_connect_a_mailbox_at_once_both_get_what_comes_from_then_on(bool theOneDies)
    {
        for (var write = 1; ; write++)
        {
            var tables = new WatchedTables(new InMemoryTables());
            await using var world = await TwoLocations.StartAsync(Homes, tables);
            DateTimeOffset? firstAt = null;
            tables.InterruptAfter(write, async () =>
            {
                await world.ConnectAsync(South, Ana, AnaAddress);
                firstAt = DeliverFirst(world);
                await world.SyncAsync(world.Connections[0].Mailbox);
                if (theOneDies)
                    world.Fuse.Die();
            }, except: [TableNames.Tokens, TableNames.Budgets]);
            await SurviveAsync(world, () => world.SignInAsync(North, Ana, AnaAddress));
            if (firstAt is null)
                break;

            world.Deliver(AnaAddress, Mail("Second"));
            await world.SettleAsync();

            var north = await FindAsync(world, North) is not { } stands ? "" : stands.ConnectedAt <= firstAt ? "First, Second" : "Second";
            Assert.AreEqual(north + " | First, Second", await BothAsync(world), $"at write {write}");
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public async Task R8_Who_signs_in_at_the_same_moment_and_dies_takes_nothing_from_who_is_connected_by_then(int writes)
    {
        for (var call = 1; ; call++)
        {
            var tables = new MeetingTables(new InMemoryTables(), TableNames.Mailboxes);
            await using var world = await TwoLocations.StartAsync(Homes, tables);

            var met = await tables.MeetAsync(
                () => SurviveAsync(world, () => world.SignInAsync(North, Ana, AnaAddress)),
                call,
                async () =>
                {
                    await world.ConnectAsync(South, Ana, AnaAddress);
                    world.Fuse.DieAfter(writes);
                },
                1);
            world.Fuse.Mend();
            if (!met.First)
                break;

            var mailbox = (await world.Get<MailboxStore>().GetAsync(world.Connections[0].Mailbox, None))!;
            var when = $"at call {call}";
            Assert.AreEqual((MailboxStatus.Connected, AnaAddress), (mailbox.Status, mailbox.Address), when);
            Assert.AreEqual(world.Watches(AnaAddress).Single(), mailbox.PushIdentity, when);
            Assert.IsNotNull(mailbox.WatchExpiresAt, when);
            Assert.IsNotNull(mailbox.RenewAt, when);
            Assert.IsNotNull(mailbox.ReconcileAt, when);
            DeliverFirst(world);
            await world.SettleAsync();
            StringAssert.EndsWith(await BothAsync(world), " | First", when);
        }
    }

    [TestMethod]
    public async Task R8_Mail_that_a_round_for_the_others_passes_is_not_lost_to_who_joins_whenever_the_process_dies()
    {
        var died = true;
        for (var write = 1; died; write++)
        {
            await using var world = await TwoLocations.StartAsync(Homes);
            await world.KnowAsync(North, Carla, "nobody@client.example", assignedTo: Ana);
            await world.ConnectAsync(North, Ana, AnaAddress);
            await world.SettleAsync();
            DateTimeOffset firstAt = default;
            world.BeforeChanges = async () =>
            {
                world.BeforeChanges = null;
                world.Fuse.DieAfter(write);
                died = await SurviveAsync(world, () => world.SignInAsync(South, Ana, AnaAddress));
                firstAt = DeliverFirst(world);
            };

            await world.SyncAsync(world.Connections[0].Mailbox);
            await world.SettleAsync();

            var south = await FindAsync(world, South) is { } stands && stands.ConnectedAt <= firstAt ? "First" : "";
            Assert.AreEqual(" | " + south, await BothAsync(world), $"after a death at write {write}");
        }
    }

    [TestMethod]
    public async Task R8_A_first_connection_that_stands_is_watched_and_looked_at_whenever_the_process_dies()
    {
        var died = true;
        var stood = 0;
        for (var write = 1; died; write++)
        {
            await using var world = await TwoLocations.StartAsync(Homes);
            world.Fuse.DieAfter(write);
            died = await SurviveAsync(world, () => world.SignInAsync(North, Ana, AnaAddress));
            if (await FindAsync(world, North) is not { } connection)
                continue;
            stood++;
            DeliverFirst(world);

            // Nobody rings, and nobody signs in again.
            await world.SettleAsync();

            Assert.AreEqual("First | ", await BothAsync(world), $"after a death at write {write}");
            Assert.IsNotNull((await world.Get<MailboxStore>().GetAsync(connection.Mailbox, None))!.WatchExpiresAt, $"after a death at write {write}");
        }
        Assert.IsGreaterThan(1, stood);
    }

    private static DateTimeOffset DeliverFirst(PipelineWorld world)
    {
        world.Clock.Advance(moment);
        var at = world.Clock.GetUtcNow();
        world.Deliver(AnaAddress, Mail("First"));
        world.Clock.Advance(moment);
        return at;
    }

    /// <summary>The process that does this may die of it; others go on.</summary>
    /// <returns>Whether it died.</returns>
    private static async Task<bool> SurviveAsync(PipelineWorld world, Func<Task> act)
    {
        try
        {
            await act();
            return false;
        }
        catch (ProcessDiedException)
        {
            return true;
        }
        finally
        {
            world.Fuse.Mend();
        }
    }

    private static Task<Connection?> FindAsync(PipelineWorld world, LocationId location) => world.Get<MailboxStore>().GetConnectionAsync(location, Ana, None);

    private static AMail Mail(string subject) => new(CarlaAddress, AnaAddress, subject) { Id = subject + "@x" };
}
