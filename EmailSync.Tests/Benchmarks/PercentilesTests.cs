using EmailSync.Benchmarks.Reports;

namespace EmailSync.Tests.Benchmarks;

[TestClass]
public sealed class PercentilesTests
{
    [TestMethod]
    public void A_percentile_is_a_value_that_was_measured()
    {
        var times = Enumerable.Range(1, 200).Reverse().Select(n => TimeSpan.FromMilliseconds(n));

        var percentiles = Percentiles.Of(times);

        Assert.AreEqual(new Percentiles(200, 100, 180, 198, 200), percentiles);
    }

    [TestMethod]
    public void One_value_is_every_percentile()
    {
        Assert.AreEqual(new Percentiles(1, 7, 7, 7, 7), Percentiles.Of([TimeSpan.FromMilliseconds(7)]));
    }

    [TestMethod]
    public void Of_nothing_there_are_no_percentiles()
    {
        Assert.IsNull(Percentiles.Of([]));
    }
}
