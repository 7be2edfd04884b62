using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmailSync.LocalHost.Metrics;

/// <summary>What <c>GET /_host/metrics</c> answers.</summary>
internal sealed record MetricsPage(IReadOnlyList<CountedMetric> Counters, ProcessFigures Process);

/// <summary>The process as the system and the garbage collector see it.</summary>
/// <param name="Collections">Garbage collections by generation, the youngest first.</param>
internal sealed record ProcessFigures(
    long WorkingSetBytes,
    long PeakWorkingSetBytes,
    double ProcessorSeconds,
    long HeapBytes,
    long CommittedBytes,
    long AllocatedBytes,
    IReadOnlyList<int> Collections,
    double PauseSeconds);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(MetricsPage))]
internal sealed partial class MetricsJson : JsonSerializerContext;
