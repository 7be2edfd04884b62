using EmailSync.Core.Crm;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Sending;
using EmailSync.Core.Storage;
using EmailSync.Simulators.Faults;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>A sign-in that is refused leaves nothing at Google, unless somebody is connected to the account: Google would end that grant with it.</summary>
[TestClass]
public sealed class RefusedSignInTests
{
    private const string OtherAddress = "ana.private@acme.example";

    [TestMethod]
    public async Task R1_A_grant_with_a_permission_missing_is_given_back_at_once_and_nothing_is_kept_of_it()
    {
        var tables = new WatchedTables(new InMemoryTables());
        await using var world = await PipelineWorld.StartAsync(Homes.Gmail, tables);
        world.At(AnaAddress).Control.AddAccount(new(AnaAddress, DeniedScopes: ["gmail.modify"]));

        Assert.AreEqual("missing_permissions", Query(await world.SignInAsync(North, Ana, AnaAddress), "code"));

        Assert.IsFalse(world.ListsUs(AnaAddress));
        AssertNothingKept(await tables.RowsAsync());
    }

    [TestMethod]
    public async Task R7_The_grant_of_a_wrong_account_is_given_back_and_the_right_one_goes_on()
    {
        await using var world = await PipelineWorld.StartConnectedAsync(Homes.Gmail);

        Assert.AreEqual("wrong_account", Query(await world.SignInAsync(North, Ana, OtherAddress, ConnectMode.Reauthorize), "code"));

        Assert.IsFalse(world.ListsUs(OtherAddress));
        Assert.IsTrue(world.ListsUs(AnaAddress));
        await AssertSyncsAsync(world, AnaAddress);
    }

    [TestMethod]
    [DataRow(ConnectMode.Reauthorize, "not_connected")]
    [DataRow(ConnectMode.Connect, "still_disconnecting")]
    public async Task R7_A_grant_that_leads_to_no_connection_is_given_back(ConnectMode mode, string code)
    {
        await using var world = await PipelineWorld.StartConnectedAsync(Homes.Gmail);
        await world.Get<DisconnectMailbox>().BeginAsync(North, Ana, None);
        await world.SettleAsync();
        if (mode == ConnectMode.Connect)
            Assert.IsNull(await world.Get<CloseMailbox>().EnterAsync(world.Connections[0].Mailbox, "somebody", None));

        Assert.AreEqual(code, Query(await world.SignInAsync(North, Ana, AnaAddress, mode), "code"));
        await world.SettleAsync(TimeSpan.FromHours(1));

        Assert.IsFalse(world.ListsUs(AnaAddress));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task R6_The_grant_of_an_account_that_somebody_is_connected_to_stays(bool paused)
    {
        await using var world = await PipelineWorld.StartConnectedAsync(Homes.Gmail);
        await world.KnowLocationAsync(South);
        await world.ConnectAsync(South, Ben, OtherAddress);
        if (paused)
            await world.Get<PauseMailbox>().PauseAsync(South, Ben, None);

        Assert.AreEqual("wrong_account", Query(await world.SignInAsync(North, Ana, OtherAddress, ConnectMode.Reauthorize), "code"));
        await world.SettleAsync(TimeSpan.FromHours(1));

        Assert.IsTrue(world.ListsUs(OtherAddress));
        await world.Get<PauseMailbox>().ResumeAsync(South, Ben, None);
        await AssertSyncsAsync(world, OtherAddress, South);
    }

    [TestMethod]
    public async Task R6_The_grant_of_an_account_that_is_being_disconnected_is_kept_for_what_is_still_to_be_found_out()
    {
        await using var world = await PipelineWorld.StartConnectedAsync(Homes.Gmail);
        await world.KnowLocationAsync(South);
        world.At(CarlaAddress).AddAccount(CarlaAddress);
        var send = await SendUnknownAsync(world);
        await world.Get<DisconnectMailbox>().BeginAsync(North, Ana, None);

        // A second account of Ben's location is to be reauthorized, and Ben picks Ana's.
        await world.ConnectAsync(South, Ben, OtherAddress);
        Assert.AreEqual("wrong_account", Query(await world.SignInAsync(South, Ben, AnaAddress, ConnectMode.Reauthorize), "code"));
        Assert.IsTrue(world.ListsUs(AnaAddress));
        await world.SettleAsync(TimeSpan.FromHours(1));

        Assert.AreEqual(SendState.Sent, (await world.Get<SendLedger>().GetAsync(send, None))!.State);
        Assert.IsFalse(world.ListsUs(AnaAddress));
    }

    [TestMethod]
    public async Task R6_The_grant_is_kept_until_the_last_of_two_connections_is_wound_up()
    {
        await using var world = await PipelineWorld.StartConnectedAsync(Homes.Gmail);
        await world.KnowLocationAsync(South);
        await world.ConnectAsync(South, Ana, AnaAddress);
        world.At(CarlaAddress).AddAccount(CarlaAddress);
        var send = await SendUnknownAsync(world);

        await world.Get<DisconnectMailbox>().BeginAsync(South, Ana, None);
        await world.Get<DisconnectMailbox>().BeginAsync(North, Ana, None);
        await world.SettleAsync(TimeSpan.FromHours(1));

        Assert.AreEqual(SendState.Sent, (await world.Get<SendLedger>().GetAsync(send, None))!.State);
        Assert.IsFalse(world.ListsUs(AnaAddress));
        foreach (var connection in world.Connections)
            CollectionAssert.Contains((await world.ToldAsync(connection)).ToArray(), CrmEventType.MailboxDisconnected);
    }

    [TestMethod]
    public async Task R1_A_grant_that_Google_cannot_take_back_now_is_given_back_later()
    {
        var tables = new WatchedTables(new InMemoryTables());
        await using var world = await PipelineWorld.StartAsync(Homes.Gmail, tables);
        world.At(AnaAddress).Control.AddAccount(new(AnaAddress, DeniedScopes: ["gmail.modify"]));
        world.Fault(FaultKind.Status, "*/revoke", times: 3, status: 503);

        Assert.AreEqual("missing_permissions", Query(await world.SignInAsync(North, Ana, AnaAddress), "code"));
        Assert.IsTrue(world.ListsUs(AnaAddress));
        await world.SettleAsync(TimeSpan.FromHours(1));

        Assert.IsFalse(world.ListsUs(AnaAddress));
        AssertNothingKept(await tables.RowsAsync());
    }

    [TestMethod]
    public async Task R1_A_refused_grant_is_given_back_whenever_the_process_dies()
    {
        // Two writes take the state, and only then is there a grant.
        var died = true;
        for (var write = 3; died; write++)
        {
            await using var world = await PipelineWorld.StartAsync(Homes.Gmail);
            world.At(AnaAddress).Control.AddAccount(new(AnaAddress, DeniedScopes: ["gmail.modify"]));
            died = false;
            try
            {
                await world.SignInAsync(North, Ana, AnaAddress, meanwhile: () =>
                {
                    world.Fuse.DieAfter(write);
                    return Task.CompletedTask;
                });
            }
            catch (ProcessDiedException)
            {
                died = true;
            }
            await world.RestartAsync();
            await world.SettleAsync(TimeSpan.FromHours(1));

            // What was not noted when it died nobody can give back any more.
            if (write > 6)
                Assert.IsFalse(world.ListsUs(AnaAddress), $"after a death at write {write}");
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task R6_Who_connects_to_an_account_while_its_refused_grant_is_given_back_is_connected_or_told(bool theRefusedWaits)
    {
        var outcomes = new HashSet<string>();
        for (var call = theRefusedWaits ? 1 : 2; ; call += 2)
        {
            var tables = new MeetingTables(new InMemoryTables(), TableNames.Mailboxes);
            await using var world = await PipelineWorld.StartConnectedAsync(Homes.Gmail, tables);
            await world.KnowLocationAsync(South);
            var back = "";
            Func<Task> connects = async () => back = await world.SignInAsync(South, Ben, OtherAddress);
            Func<Task> isRefused = async () =>
                Assert.AreEqual("wrong_account", Query(await world.SignInAsync(North, Ana, OtherAddress, ConnectMode.Reauthorize), "code"));

            var met = theRefusedWaits ? await tables.MeetAsync(isRefused, call, connects, 1) : await tables.MeetAsync(connects, call, isRefused, 1);
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            await world.SettleAsync(TimeSpan.FromHours(1));

            var told = Query(back, "status") == "connected" ? "connected" : Query(back, "code");
            outcomes.Add(told);
            if (told == "connected")
                await AssertSyncsAsync(world, OtherAddress, South);
            else
                Assert.IsFalse(world.ListsUs(OtherAddress), $"{told} at call {call}");
            if (!met.First)
                break;
        }

        // Google took the new grant back with the refused one: the user is told, and signs in once more.
        CollectionAssert.IsSubsetOf(outcomes.ToArray(), new[] { "connected", "still_disconnecting", "code_rejected", "provider_failed" });
        CollectionAssert.Contains(outcomes.ToArray(), "connected");
    }

    private static async Task AssertSyncsAsync(PipelineWorld world, string address, Core.Directory.LocationId? location = null)
    {
        var at = location ?? North;
        var contact = new Core.Directory.ContactId("the-contact");
        await world.KnowAsync(at, contact, "contact@client.example", assignedTo: location is null ? Ana : Ben);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        world.Deliver(address, new AMail("contact@client.example", address, "Still there") { Id = "still@x" });
        var mailbox = (await world.Get<MailboxStore>().GetConnectionAsync(at, location is null ? Ana : Ben, None))!.Mailbox;
        await world.Get<DirtyStore>().MarkEverythingAsync(mailbox, world.Clock.GetUtcNow(), None);
        await world.SettleAsync();
        Assert.AreEqual("Still there", string.Join(", ", (await world.ConversationAsync(at, contact)).Select(m => m.Subject)));
    }

    /// <summary>A mail that went out, and of which nobody knows for five minutes.</summary>
    private static async Task<string> SendUnknownAsync(PipelineWorld world)
    {
        world.Fault(FaultKind.EffectThenDrop, world.At(AnaAddress).SendPath, method: "POST");
        world.At(AnaAddress).Control.AddFault(new FaultRule(FaultKind.SentLag, DelayMs: (int)TimeSpan.FromMinutes(5).TotalMilliseconds));
        var send = (SendAcceptance.Accepted)await world.AcceptAsync("key");
        await world.AdvanceAsync(send.Token);
        return send.Token;
    }

    private static void AssertNothingKept(IReadOnlyList<string> rows)
    {
        Assert.IsFalse(rows.Any(r => r.StartsWith(TableNames.Tokens, StringComparison.Ordinal)), string.Join('\n', rows));
        Assert.IsFalse(rows.Any(r => r.StartsWith(TableNames.Mailboxes, StringComparison.Ordinal)), string.Join('\n', rows));
        Assert.IsFalse(rows.Any(r => r.StartsWith($"{TableNames.Due} {DueKind.Disconnect}", StringComparison.Ordinal)), string.Join('\n', rows));
    }
}
