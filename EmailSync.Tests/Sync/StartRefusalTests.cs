using EmailSync.Functions.Sending;
using EmailSync.Functions.Sync;
using Microsoft.DurableTask.Client;

namespace EmailSync.Tests.Sync;

[TestClass]
public sealed class StartRefusalTests
{
    private static readonly DateTimeOffset noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [TestMethod]
    [DataRow(OrchestrationRuntimeStatus.Pending, 0, RefusedStart.Runs)]
    [DataRow(OrchestrationRuntimeStatus.Pending, 30, RefusedStart.Runs)]
    [DataRow(OrchestrationRuntimeStatus.Pending, 31, RefusedStart.Stuck)]
    [DataRow(OrchestrationRuntimeStatus.Running, 31, RefusedStart.Runs)]
    [DataRow(OrchestrationRuntimeStatus.Running, 25 * 60, RefusedStart.Runs)]
    [DataRow(OrchestrationRuntimeStatus.Running, (25 * 60) + 1, RefusedStart.Silent)]
    [DataRow(OrchestrationRuntimeStatus.Completed, 0, RefusedStart.NothingRuns)]
    [DataRow(OrchestrationRuntimeStatus.Failed, 0, RefusedStart.NothingRuns)]
    [DataRow(OrchestrationRuntimeStatus.Terminated, 10_000, RefusedStart.NothingRuns)]
    public void A_refused_start_is_judged_by_status_and_last_sign_of_life(OrchestrationRuntimeStatus status, int minutes, RefusedStart expected)
    {
        var instance = Instance(status, noon.AddDays(-100), noon.AddMinutes(-minutes));

        Assert.AreEqual(expected, StartRefusals.Judge(instance, noon));
    }

    [TestMethod]
    public void One_that_was_never_updated_is_judged_by_when_it_was_created()
    {
        Assert.AreEqual(RefusedStart.Runs, StartRefusals.Judge(Instance(OrchestrationRuntimeStatus.Pending, noon.AddMinutes(-5), default), noon));
        Assert.AreEqual(RefusedStart.Stuck, StartRefusals.Judge(Instance(OrchestrationRuntimeStatus.Pending, noon.AddMinutes(-31), default), noon));
    }

    [TestMethod]
    public void A_mail_for_later_may_be_silent_until_its_time_but_not_unbegun()
    {
        Assert.AreEqual(RefusedStart.Runs, StartRefusals.Judge(Send(OrchestrationRuntimeStatus.Running), noon));
        Assert.AreEqual(RefusedStart.Stuck, StartRefusals.Judge(Send(OrchestrationRuntimeStatus.Pending), noon));
    }

    [TestMethod]
    public void One_that_is_gone_keeps_nobody_from_starting()
    {
        Assert.AreEqual(RefusedStart.NothingRuns, StartRefusals.Judge(null, noon));
    }

    private static OrchestrationMetadata Send(OrchestrationRuntimeStatus status) =>
        new(nameof(SendEmailOrchestrator), "send-1") { RuntimeStatus = status, CreatedAt = noon.AddDays(-100), LastUpdatedAt = noon.AddDays(-99) };

    private static OrchestrationMetadata Instance(OrchestrationRuntimeStatus status, DateTimeOffset created, DateTimeOffset updated) =>
        new("Anything", "sync-m1") { RuntimeStatus = status, CreatedAt = created, LastUpdatedAt = updated };
}
