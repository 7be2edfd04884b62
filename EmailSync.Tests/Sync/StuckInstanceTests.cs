using EmailSync.Core.Mailboxes;
using EmailSync.Functions.Sync;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Time.Testing;

namespace EmailSync.Tests.Sync;

[TestClass]
public sealed class StuckInstanceTests : IAsyncDisposable
{
    private const string Id = "sync-m1";

    private static readonly DateTimeOffset noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly StubbornClient client = new();
    private readonly EventIds log = new();

    public ValueTask DisposeAsync() => client.DisposeAsync();

    [TestMethod]
    public async Task An_instance_that_never_begins_is_removed_and_started_anew()
    {
        client.Has(Id, OrchestrationRuntimeStatus.Pending, noon.AddMinutes(-31));

        await StartAsync();

        CollectionAssert.AreEqual(new[] { "start refused", "terminate", "purge", "start" }, client.Calls);
        CollectionAssert.AreEqual(new[] { 5106 }, log.Ids);
    }

    [TestMethod]
    public async Task A_termination_that_fails_is_logged_and_the_purge_is_tried_all_the_same()
    {
        client.Has(Id, OrchestrationRuntimeStatus.Pending, noon.AddMinutes(-31));
        client.Fails("terminate");

        await StartAsync();

        CollectionAssert.AreEqual(new[] { "start refused", "terminate", "purge", "start" }, client.Calls);
        CollectionAssert.AreEqual(new[] { 5106, 5107 }, log.Ids);
    }

    [TestMethod]
    public async Task What_cannot_be_removed_is_tried_again_by_the_next_sweep()
    {
        client.Has(Id, OrchestrationRuntimeStatus.Pending, noon.AddMinutes(-31));
        client.Fails("terminate");
        client.Fails("purge");

        await StartAsync();
        var tried = client.Calls.ToList();
        client.Recovers();
        await StartAsync();

        CollectionAssert.DoesNotContain(tried, "start");
        Assert.AreEqual("start", client.Calls[^1]);
        CollectionAssert.Contains(log.Ids, 5101);
    }

    [TestMethod]
    [DataRow(OrchestrationRuntimeStatus.Pending, 29, 0)]
    [DataRow(OrchestrationRuntimeStatus.Running, 60, 0)]
    [DataRow(OrchestrationRuntimeStatus.Running, 26 * 60, 5108)]
    public async Task One_that_may_be_at_work_is_left_alone(OrchestrationRuntimeStatus status, int minutes, int logged)
    {
        client.Has(Id, status, noon.AddMinutes(-minutes));

        await StartAsync();

        CollectionAssert.AreEqual(new[] { "start refused" }, client.Calls);
        CollectionAssert.AreEqual(logged == 0 ? Array.Empty<int>() : [logged], log.Ids);
    }

    private Task StartAsync() =>
        new OrchestrationStarter(new FakeTimeProvider(noon), log).SyncAsync(client, new MailboxId("m1"), CancellationToken.None);
}
