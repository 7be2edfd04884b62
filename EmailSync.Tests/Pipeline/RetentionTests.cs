using EmailSync.Core.Mail;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Sending;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>What is kept for a while only.</summary>
[TestClass]
public sealed class RetentionTests
{
    [TestMethod]
    public async Task R35_An_idempotency_key_counts_for_90_days_and_then_its_row_is_gone()
    {
        await using var world = await PipelineWorld.StartConnectedAsync(Homes.Gmail);
        var accepted = (SendAcceptance.Accepted)await world.AcceptAsync("key");
        await world.SettleAsync();

        world.Clock.Advance(TimeSpan.FromDays(89));
        await world.Get<DueSweep>().CollectAsync(None);
        Assert.AreEqual(SendState.Sent, (await world.Get<SendLedger>().GetAsync(accepted.Token, None))!.State);
        world.Clock.Advance(TimeSpan.FromDays(2));
        await world.Get<DueSweep>().CollectAsync(None);

        Assert.IsNull(await world.Get<SendLedger>().GetAsync(accepted.Token, None));
        Assert.HasCount(1, await world.ConversationAsync());
    }

    [TestMethod]
    public async Task R35_A_send_that_is_ordered_for_later_than_its_key_counts_stays_until_it_has_gone_out()
    {
        await using var world = await PipelineWorld.StartConnectedAsync(Homes.Gmail);
        var request = new SendRequest(
            North, "key", "hash", Ana, Carla, null, [], [], "Offer", null, "Our offer", [], null, world.Clock.GetUtcNow().AddDays(100));
        var accepted = (SendAcceptance.Accepted)await world.Get<AcceptSend>().AcceptAsync(request, None);

        world.Clock.Advance(TimeSpan.FromDays(91));
        await world.Get<DueSweep>().CollectAsync(None);
        Assert.IsNotNull(await world.Get<SendLedger>().GetAsync(accepted.Token, None));
        await world.Get<SendLedger>().UpdateAsync(accepted.Token, e => e with { State = SendState.Failed }, None);
        world.Clock.Advance(TimeSpan.FromDays(2));
        await world.Get<DueSweep>().CollectAsync(None);

        Assert.IsNull(await world.Get<SendLedger>().GetAsync(accepted.Token, None));
    }

    [TestMethod]
    public async Task An_upload_vanishes_after_a_day_and_not_before()
    {
        await using var world = await PipelineWorld.StartAsync(Homes.Gmail);
        var uploads = world.Get<UploadStore>();
        var id = UploadStore.NewId();
        await world.Get<Expiry>().ExpectUploadAsync(uploads.BlobName(North, id), None);
        await uploads.SaveAsync(North, id, new OutgoingAttachment("a.pdf", "application/pdf", new byte[] { 1 }), None);

        world.Clock.Advance(TimeSpan.FromHours(23));
        await world.Get<DueSweep>().CollectAsync(None);
        Assert.IsNotNull(await uploads.GetAsync(North, id, None));
        world.Clock.Advance(TimeSpan.FromHours(2));
        await world.Get<DueSweep>().CollectAsync(None);

        Assert.IsNull(await uploads.GetAsync(North, id, None));
    }

    [TestMethod]
    public async Task A_sign_in_that_nobody_finished_is_forgotten_once_it_is_too_old()
    {
        var watched = new WatchedTables(new InMemoryTables());
        await using var world = await PipelineWorld.StartAsync(Homes.Gmail, watched);
        await world.Get<ConnectMailbox>().BeginAsync(North, Ana, MailProviderName.Gmail, ConnectMode.Connect, "http://127.0.0.1/back", null, None);
        Assert.IsTrue((await watched.RowsAsync()).Any(IsSignIn));

        world.Clock.Advance(TimeSpan.FromMinutes(11));
        await world.Get<DueSweep>().CollectAsync(None);

        Assert.IsFalse((await watched.RowsAsync()).Any(IsSignIn));
    }

    private static bool IsSignIn(string line) => line.StartsWith(TableNames.OAuthStates, StringComparison.Ordinal);
}
