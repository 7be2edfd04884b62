using System.Globalization;
using System.Text;

namespace EmailSync.Benchmarks.Reports;

/// <summary>A report for people: a page of aligned lines, the same on every machine.</summary>
internal static class ReportText
{
    private const int Label = 34;
    private const int ListIndent = 20;
    private const int Lines = 12;

    public static string Write(IngestReport report)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"EmailSync ingest: {report.Provider}, {report.Mailboxes} mailboxes, seed {report.Seed}, {report.Processors} processors\n");
        if (report.Steady is { } steady)
            Phase(text, string.Create(CultureInfo.InvariantCulture, $"Steady, {report.Rate:0.#} messages/s"), steady);
        Phase(text, "Full speed", report.FullSpeed);
        Section(text, "Against storage alone");
        Line(text, "floor", $"{report.Floor.MessagesPerSecond:0.0} messages/s ({report.Floor.Messages} messages, {report.Floor.Parallelism} side by side)");
        Line(text, "pipeline / floor", $"{report.Floor.Ratio:P1}");
        Section(text, "Functions process");
        Line(text, "memory, highest working set", $"{report.Memory.PeakWorkingSetMegabytes:0} MB");
        Line(text, "allocated", $"{report.Memory.AllocatedMegabytes:0} MB; collections {string.Join('/', report.Memory.Collections)}; paused {report.Memory.PauseSeconds:0.00} s");
        Section(text, "Outcome");
        Line(text, "in the CRM exactly once", $"{report.Verified} messages; strangers' mail: none");
        if (report.Webhooks is { } hooks)
        {
            Line(text, "told to the CRM", $"{hooks.Told} messages");
            Latency(text, "stored to told", hooks.Latency);
        }

        return text.ToString();
    }

    private static void Phase(StringBuilder text, string title, PhaseFigures phase)
    {
        Section(text, title);
        Line(text, "messages", $"{phase.Messages} in {phase.Seconds:0.0} s, of which {phase.Synced} synced");
        Line(text, "rate", $"{phase.MessagesPerSecond:0.0} messages/s");
        Latency(text, "delivered to stored", phase.Latency);
        if (phase.PutOff > 0)
            Line(text, "put off and done later", $"{phase.PutOff}");
        Line(text, "storage requests per message", $"{phase.Storage:0.00} own, {phase.DurableStorage:0.00} of the durable engine");
        Line(text, "function executions per message", $"{phase.Executions:0.00}");
        Line(text, "provider calls per message", $"{phase.Calls.ChangeFeed:0.00} change feed, {phase.Calls.Headers:0.00} headers, {phase.Calls.Raw:0.00} raw, {phase.Calls.Other:0.00} other");
        Line(text, "quota units per message", $"{phase.Calls.Units:0.0}");
        Line(text, "calls beyond the feed per synced", $"{phase.Calls.PerSyncedBeyondFeed:0.00} ({phase.Calls.FollowUps:P0} of them in known threads)");
        Line(
            text,
            "processor ms per message",
            $"{phase.ProcessorMilliseconds.Functions:0.0} functions, {phase.ProcessorMilliseconds.Azurite:0.0} Azurite, {phase.ProcessorMilliseconds.Simulators:0.0} simulators");
        List(text, "storage", phase.StorageByKind);
        List(text, "executions", phase.ExecutionsByFunction);
    }

    private static void Latency(StringBuilder text, string label, Percentiles? latency)
    {
        if (latency is not null)
            Line(text, label, $"p50 {latency.P50:0} ms, p90 {latency.P90:0} ms, p99 {latency.P99:0} ms, longest {latency.Max:0} ms");
    }

    private static void List(StringBuilder text, string what, IReadOnlyDictionary<string, double> counts)
    {
        foreach (var (name, count) in counts.Take(Lines))
            Line(text, $"    {what} {name}", count);
        if (counts.Count > Lines)
            Line(text, $"    {what}, {counts.Count - Lines} others", counts.Values.Skip(Lines).Sum());
    }

    private static void Line(StringBuilder text, string label, double count) =>
        text.Append("  ").Append(label.PadRight(Label + ListIndent)).Append(CultureInfo.InvariantCulture, $"{count,7:0.00}\n");

    private static void Section(StringBuilder text, string title) => text.Append('\n').Append(title).Append('\n');

    private static void Line(StringBuilder text, string label, FormattableString value) =>
        text.Append("  ").Append(label.PadRight(Label)).Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
