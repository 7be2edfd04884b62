using EmailSync.Core.Providers.Http;

namespace EmailSync.Tests.Providers;

[TestClass]
public sealed class RetryAfterHeaderTests
{
    private static readonly DateTimeOffset now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    [TestMethod]
    [DataRow("120", 120)]
    [DataRow("0", 0)]
    [DataRow("1.5", 2)]
    [DataRow("0.25", 1)]
    [DataRow("Sun, 01 Mar 2026 09:02:00 GMT", 120)]
    [DataRow("Sunday, 01-Mar-26 09:02:00 GMT", 120)]
    [DataRow("Sun, 01 Mar 2026 08:00:00 GMT", 0)]
    [DataRow("-5", null)]
    [DataRow("1,5", null)]
    [DataRow("soon", null)]
    [DataRow("", null)]
    [DataRow("99999999999.5", null)]
    public void Every_form_is_read_and_no_other(string value, int? expected)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("Retry-After", value);

        Assert.AreEqual(expected, (int?)RetryAfterHeader.Read(response, now)?.TotalSeconds);
    }

    [TestMethod]
    public void Without_the_header_there_is_no_time()
    {
        using var response = new HttpResponseMessage();

        Assert.IsNull(RetryAfterHeader.Read(response, now));
    }

    [TestMethod]
    [DataRow(0, 1)]
    [DataRow(90, 90)]
    [DataRow(1_000_000, 48 * 3600)]
    public void At_once_and_never_are_not_obeyed(int seconds, int expected) =>
        Assert.AreEqual(TimeSpan.FromSeconds(expected), RetryAfterHeader.Bounded(TimeSpan.FromSeconds(seconds)));
}
