namespace EmailSync.Simulators;

/// <summary>Hears what happens in the simulated world, as it happens and on any thread; must return at once.</summary>
public interface ISimulatorEvents
{
    void Happened(SimulatorEvent happening);
}
