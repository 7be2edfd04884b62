namespace EmailSync.Benchmarks.Processes;

/// <summary>Processor time of the processes that take part.</summary>
internal sealed record ProcessorTimes(TimeSpan Functions, TimeSpan Simulators, TimeSpan Azurite)
{
    public ProcessorTimes Since(ProcessorTimes before) =>
        new(Functions - before.Functions, Simulators - before.Simulators, Azurite - before.Azurite);
}
