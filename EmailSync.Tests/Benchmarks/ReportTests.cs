using System.Globalization;
using System.Text.Json;
using EmailSync.Benchmarks.Drivers;
using EmailSync.Benchmarks.Ingest;
using EmailSync.Benchmarks.Load;
using EmailSync.Benchmarks.Processes;
using EmailSync.Benchmarks.Reports;

namespace EmailSync.Tests.Benchmarks;

[TestClass]
public sealed class ReportTests
{
    private static readonly DateTimeOffset noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly LoadContact contact = new("contact1", "contact1@people.example");
    private static readonly LoadMailbox mailbox = new("user1", "user1@load.example", "gmail", [contact]);

    [TestMethod]
    public void Figures_are_counts_divided_by_the_messages_that_arrived()
    {
        var figures = Figures();

        Assert.AreEqual(4, figures.Messages);
        Assert.AreEqual(3, figures.Synced);
        Assert.AreEqual(2.0, figures.Seconds);
        Assert.AreEqual(2.0, figures.MessagesPerSecond);
        Assert.AreEqual(10.0, figures.Storage);
        Assert.AreEqual(1.5, figures.DurableStorage);
        Assert.AreEqual(3.0, figures.Executions);
        Assert.AreEqual(new Percentiles(3, 500, 1000, 1000, 1000), figures.Latency);
        Assert.AreEqual(new WorkFigures(10, 5, 20), figures.ProcessorMilliseconds);
        Assert.AreEqual("EsDue get", figures.StorageByKind.Keys.First());
    }

    [TestMethod]
    public void Calls_are_told_apart_by_what_they_are_for()
    {
        var calls = Figures().Calls;

        // Four mails: one a stranger's (headers only), one in a known thread (whole at once), two new ones (headers, then whole).
        Assert.AreEqual(0.5, calls.ChangeFeed);
        Assert.AreEqual(0.75, calls.Headers);
        Assert.AreEqual(0.75, calls.Raw);
        Assert.AreEqual(0.25, calls.Other);
        Assert.AreEqual(5 / 3.0, calls.PerSyncedBeyondFeed);
        Assert.AreEqual(1 / 3.0, calls.FollowUps);
    }

    [TestMethod]
    public void The_report_reads_the_same_everywhere()
    {
        var here = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");

            var text = ReportText.Write(Report());

            Assert.Contains("2.0 messages/s", text);
            Assert.Contains("p50 500 ms", text);
            Assert.Contains("20.0 %", text);
            Assert.DoesNotContain("@", text);
        }
        finally
        {
            CultureInfo.CurrentCulture = here;
        }
    }

    [TestMethod]
    public void The_figures_are_json_too()
    {
        using var json = JsonDocument.Parse(Report().ToJson());

        Assert.AreEqual(2.0, json.RootElement.GetProperty("fullSpeed").GetProperty("messagesPerSecond").GetDouble());
        Assert.AreEqual(0.2, json.RootElement.GetProperty("floor").GetProperty("ratio").GetDouble());
    }

    [TestMethod]
    public void What_was_counted_before_does_not_count()
    {
        var before = Host(("emailsync.decisions", "outcome", "Synced", 5), ("emailsync.decisions", "outcome", "Skipped", 2));
        var after = Host(("emailsync.decisions", "outcome", "Synced", 9), ("emailsync.decisions", "outcome", "Skipped", 2));

        var since = after.Since(before);

        Assert.AreEqual(4, since.Sum("emailsync.decisions"));
        Assert.AreEqual(0, since.Sum("emailsync.decisions", "outcome", "Skipped"));
    }

    private static PhaseFigures Figures()
    {
        var first = new LoadMail(1, mailbox, contact, null, 2_000);
        DeliveredMail[] mails =
        [
            new(first, noon),
            new(new LoadMail(2, mailbox, contact, first, 2_000), noon.AddSeconds(1)),
            new(new LoadMail(3, mailbox, null, null, 2_000), noon.AddSeconds(1)),
            new(new LoadMail(4, mailbox, contact, null, 2_000), noon.AddSeconds(1)),
        ];
        var host = Host(
            ("emailsync.storage.operations", "table", "EsDue", 30),
            ("emailsync.storage.operations", "table", "EsOther", 10),
            ("emailsync.host.durable.storage", "", "", 6),
            ("emailsync.host.executions", "function", "Sync", 12));
        ProviderCall[] calls =
        [
            new("user1@load.example", "GET", "/gmail/v1/users/{user}/history", 2, 4),
            new("user1@load.example", "GET", "/gmail/v1/users/{user}/messages/{id}?format=metadata", 3, 15),
            new("user1@load.example", "GET", "/gmail/v1/users/{user}/messages/{id}?format=raw", 3, 15),
            new("user1@load.example", "POST", "/token", 1, 0),
        ];
        CrmDecision[] decisions =
        [
            new(noon.AddMilliseconds(500), "<mail-1@people.example>", "synced", "contact", "m1"),
            new(noon.AddMilliseconds(1_200), "<mail-2@people.example>", "synced", "thread", "m2"),
            new(noon.AddSeconds(2), "<mail-3@people.example>", "skipped", "nobody_known", null),
            new(noon.AddSeconds(2), "<mail-4@people.example>", "synced", "contact", "m3"),
        ];
        var work = new ProcessorTimes(TimeSpan.FromMilliseconds(40), TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(80));
        return PhaseFigures.Of(
            new Phase(mails, host, calls, work), new Dictionary<LoadMailbox, IReadOnlyList<CrmDecision>> { [mailbox] = decisions });
    }

    private static IngestReport Report() => new()
    {
        Provider = "gmail",
        Mailboxes = 1,
        Seed = 1,
        Processors = 2,
        Rate = 8,
        FullSpeed = Figures(),
        Floor = new FloorFigures(4, 4, 10, 0.2),
        Memory = new MemoryFigures(123, 456, [3, 2, 1], 0.5),
        Verified = 3,
    };

    private static HostFigures Host(params (string Name, string Tag, string Value, long Count)[] counters) => new(
        [.. counters.Select(counter => new HostCounter(
            counter.Name,
            counter.Name == "emailsync.storage.operations"
                ? new Dictionary<string, string> { ["table"] = counter.Value, ["kind"] = "get" }
                : counter.Tag.Length == 0 ? new Dictionary<string, string>() : new Dictionary<string, string> { [counter.Tag] = counter.Value },
            counter.Count))],
        new HostProcessFigures(0, 0, 0, 0, 0, [0, 0, 0], 0));
}
