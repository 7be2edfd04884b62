using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace EmailSync.Tests.EndToEnd;

/// <summary>Counts what one world reports in the metric <c>emailsync.pushes</c>, by verdict.</summary>
internal sealed class PushMeter : IDisposable
{
    private readonly ConcurrentDictionary<string, long> counts = new(StringComparer.Ordinal);
    private readonly MeterListener listener = new();
    private readonly OneFactory factory = new();

    public PushMeter()
    {
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Scope == factory && instrument.Name == "emailsync.pushes")
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            foreach (var (name, verdict) in tags)
            {
                if (name == "verdict")
                    counts.AddOrUpdate($"{verdict}", value, (_, before) => before + value);
            }
        });
        listener.Start();
    }

    public IMeterFactory Factory => factory;

    public long this[string verdict] => counts.GetValueOrDefault(verdict);

    public void Dispose()
    {
        listener.Dispose();
        factory.Dispose();
    }

    /// <summary>Marks the meters of one world, so that worlds beside it are not counted.</summary>
    private sealed class OneFactory : IMeterFactory
    {
        private readonly ConcurrentBag<Meter> meters = [];

        public Meter Create(MeterOptions options)
        {
            var meter = new Meter(options.Name, options.Version, options.Tags, scope: this);
            meters.Add(meter);
            return meter;
        }

        public void Dispose()
        {
            foreach (var meter in meters)
                meter.Dispose();
        }
    }
}
