using EmailSync.Core.Storage;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>What one mail costs that comes alone, as most do: a push, a look, a lane, a commit.</summary>
[TestClass]
public sealed class MailCostTests
{
    /// <summary>Raised only with a reason: each request is paid for, and a mail waits for most of them in turn.</summary>
    [TestMethod]
    [DataRow(true, 34, DisplayName = "Gmail")]
    [DataRow(false, 39, DisplayName = "Outlook")]
    public async Task A_mail_that_comes_alone_costs_no_more_than_this(bool isGmail, int most)
    {
        var tables = new TracedTables(new InMemoryTables());
        await using var world = await StartConnectedAsync(isGmail ? Homes.Gmail : Homes.Outlook, tables);
        var mailbox = world.Connections[0].Mailbox;
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "First") { Id = "first@x" });
        await world.SettleAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(30));
        world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Second") { Id = "second@x" });
        tables.Take();

        await world.Get<DirtyStore>().MarkPushedAsync(mailbox, world.Clock.GetUtcNow(), [], None);
        await world.SyncAsync(mailbox);

        var requests = tables.Take();
        Assert.IsLessThanOrEqualTo(most, requests.Count, string.Join('\n', requests));
        Assert.HasCount(2, await world.ConversationAsync());
    }
}
