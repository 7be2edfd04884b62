using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace EmailSync.LocalHost.Metrics;

/// <summary>Adds up what the meters of the product and of the local host count, from the moment it is made.</summary>
internal sealed class HostMetrics : IDisposable
{
    private readonly ConcurrentDictionary<(string Name, string Tags), CountedMetric> counts = new();
    private readonly MeterListener listener = new();

    /// <param name="meters">The host's own factory; meters of other hosts in this process are not listened to.</param>
    public HostMetrics(IMeterFactory meters)
    {
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name is HostMeter.Product or HostMeter.Name && (instrument.Meter.Scope is null || ReferenceEquals(instrument.Meter.Scope, meters)))
                listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>(Count);
        listener.Start();
    }

    public MetricsPage Read()
    {
        listener.RecordObservableInstruments();
        using var process = Process.GetCurrentProcess();
        var memory = GC.GetGCMemoryInfo();
        return new MetricsPage(
            [.. counts.Values.OrderBy(count => count.Name, StringComparer.Ordinal).ThenBy(count => string.Join('|', count.Tags.Values), StringComparer.Ordinal)],
            new ProcessFigures(
                process.WorkingSet64,
                process.PeakWorkingSet64,
                process.TotalProcessorTime.TotalSeconds,
                memory.HeapSizeBytes,
                memory.TotalCommittedBytes,
                GC.GetTotalAllocatedBytes(),
                [.. Enumerable.Range(0, GC.MaxGeneration + 1).Select(GC.CollectionCount)],
                GC.GetTotalPauseDuration().TotalSeconds));
    }

    public void Dispose() => listener.Dispose();

    private void Count(Instrument instrument, long measured, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        var values = tags.Length == 0 ? "" : string.Join('|', tags.ToArray().Select(tag => tag.Value));
        if (!counts.TryGetValue((instrument.Name, values), out var metric))
            metric = counts.GetOrAdd((instrument.Name, values), CountedMetric.Of(instrument, tags));

        // An observed counter tells its total, every other one what has been added.
        if (instrument.IsObservable)
            metric.Set(measured);
        else
            metric.Add(measured);
    }
}
