using EmailSync.Benchmarks.Drivers;
using EmailSync.Benchmarks.Load;
using EmailSync.Benchmarks.Processes;

namespace EmailSync.Benchmarks.Ingest;

/// <summary>What happened from the first mail of a phase until everything had come to rest again.</summary>
internal sealed record Phase(
    IReadOnlyList<DeliveredMail> Mails,
    HostFigures Host,
    IReadOnlyList<ProviderCall> Calls,
    ProcessorTimes Work);
