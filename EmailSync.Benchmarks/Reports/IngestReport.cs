using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmailSync.Benchmarks.Reports;

/// <summary>All figures of one run.</summary>
internal sealed record IngestReport
{
    public required string Provider { get; init; }

    public required int Mailboxes { get; init; }

    public required int Seed { get; init; }

    public required int Processors { get; init; }

    /// <summary>Of the steady phase: messages per second that were asked for.</summary>
    public required double Rate { get; init; }

    public PhaseFigures? Steady { get; init; }

    public required PhaseFigures FullSpeed { get; init; }

    public required FloorFigures Floor { get; init; }

    public required MemoryFigures Memory { get; init; }

    /// <summary>Null where the location has no webhook.</summary>
    public WebhookFigures? Webhooks { get; init; }

    public required int Verified { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Default.IngestReport);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(IngestReport))]
[JsonSerializable(typeof(CatchUpReport))]
[JsonSerializable(typeof(WebhooksReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
