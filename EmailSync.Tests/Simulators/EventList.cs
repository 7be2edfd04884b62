using System.Collections.Concurrent;
using EmailSync.Simulators;

namespace EmailSync.Tests.Simulators;

internal sealed class EventList : ISimulatorEvents
{
    private readonly ConcurrentQueue<SimulatorEvent> all = new();

    public IReadOnlyCollection<SimulatorEvent> All => all;

    public void Happened(SimulatorEvent happening) => all.Enqueue(happening);

    public int Count(SimulatorEventKind kind) => all.Count(happening => happening.Kind == kind);
}
