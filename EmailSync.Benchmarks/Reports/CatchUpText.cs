using System.Globalization;
using System.Text;

namespace EmailSync.Benchmarks.Reports;

/// <summary>A catch-up report for people.</summary>
internal static class CatchUpText
{
    private const int Label = 34;

    public static string Write(CatchUpReport report)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"EmailSync catch-up: {report.Provider}, {report.Messages} messages, seed {report.Seed}, {report.Processors} processors\n\n");
        Line(text, "old mail caught up with", $"{report.CaughtUp} ({report.OldPerMinute:0} a minute){(report.IsOver ? ", each there once" : "; the rest was not waited for")}");
        Line(text, "ten messages at the limit", $"{report.QuotaOfTenMilliseconds:0} ms");
        if (report.Idle is { } idle)
            Line(text, "new mail, mailbox at rest", $"p50 {idle.P50:0} ms, p90 {idle.P90:0} ms, longest {idle.Max:0} ms ({idle.Count})");
        Line(text, "new mail, during the catch-up", $"p50 {report.New.P50:0} ms, p90 {report.New.P90:0} ms, p99 {report.New.P99:0} ms, longest {report.New.Max:0} ms ({report.New.Count})");
        Line(text, "p90 / ten messages", $"{report.Ratio:0.00}");
        Line(text, "aim", $"{(report.AimMet ? "met" : "missed")}");
        return text.ToString();
    }

    private static void Line(StringBuilder text, string label, FormattableString value) =>
        text.Append("  ").Append(label.PadRight(Label)).Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
