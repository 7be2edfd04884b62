using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EmailSync.Benchmarks.Reports;

/// <summary>The figures of a run of webhooks.</summary>
internal sealed record WebhooksReport
{
    private const int Label = 34;

    public required int Events { get; init; }

    /// <summary>Conversations that they were in.</summary>
    public required int Streams { get; init; }

    public required int Processors { get; init; }

    /// <summary>From when the target was there again to the first event.</summary>
    public required double FirstSeconds { get; init; }

    /// <summary>To the last one.</summary>
    public required double AllSeconds { get; init; }

    /// <summary>Between the first and the last.</summary>
    public required double PerMinute { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Default.WebhooksReport);

    public string ToText()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"EmailSync webhooks: {Events} events of {Streams} conversations, {Processors} processors\n\n");
        Line(text, "first event after the target is back", $"{FirstSeconds:0.0} s");
        Line(text, "all events", $"{AllSeconds:0.0} s");
        Line(text, "between the first and the last", $"{PerMinute:0} a minute");
        return text.ToString();
    }

    private static void Line(StringBuilder text, string label, FormattableString value) =>
        text.Append("  ").Append(label.PadRight(Label)).Append("  ").Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
