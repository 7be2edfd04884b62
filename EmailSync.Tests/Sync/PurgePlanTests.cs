using EmailSync.Functions.Sync;
using Microsoft.DurableTask.Client;

namespace EmailSync.Tests.Sync;

[TestClass]
public sealed class PurgePlanTests
{
    private static readonly DateTimeOffset noon = new(2026, 3, 1, 12, 25, 0, TimeSpan.Zero);

    [TestMethod]
    public void Every_run_looks_at_two_days_without_a_gap_and_at_nothing_younger_than_six_hours()
    {
        foreach (var run in Runs(48))
        {
            var windows = PurgePlan.At(run);

            Assert.IsTrue(windows.All(window => window.CreatedTo <= run.AddHours(-6) && window.CreatedFrom < window.CreatedTo));
            for (var age = TimeSpan.FromHours(6); age <= TimeSpan.FromHours(54); age += TimeSpan.FromMinutes(20))
                Assert.IsTrue(Finds(windows, run - age), $"{age}");
        }
    }

    [TestMethod]
    [DataRow(3)]
    [DataRow(9)]
    [DataRow(16)]
    [DataRow(23)]
    [DataRow(30)]
    [DataRow(31)]
    [DataRow(400)]
    public void What_is_older_is_found_within_half_a_day_whenever_runs_begin_again(int days)
    {
        foreach (var first in Runs(48))
        {
            var created = first.AddDays(-days);

            Assert.IsTrue(Enumerable.Range(0, 12).Any(hour => Finds(PurgePlan.At(first.AddHours(hour)), created)), $"{first}");
        }
    }

    [TestMethod]
    public void A_run_has_few_windows_and_each_names_ended_instances_only()
    {
        OrchestrationRuntimeStatus[] ended = [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

        foreach (var run in Runs(48))
        {
            var windows = PurgePlan.At(run);

            Assert.HasCount(9, windows);
            foreach (var window in windows)
                CollectionAssert.AreEquivalent(ended, window.Statuses!.ToList());
        }
    }

    private static bool Finds(IEnumerable<PurgeInstancesFilter> windows, DateTimeOffset created) =>
        windows.Any(window => window.CreatedFrom <= created && created <= window.CreatedTo);

    private static IEnumerable<DateTimeOffset> Runs(int count) => Enumerable.Range(0, count).Select(hour => noon.AddHours(hour));
}
