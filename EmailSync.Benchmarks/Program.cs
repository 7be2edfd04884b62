using System.Runtime.InteropServices;
using EmailSync.Benchmarks.CatchUp;
using EmailSync.Benchmarks.Cli;
using EmailSync.Benchmarks.Import;
using EmailSync.Benchmarks.Ingest;
using EmailSync.Benchmarks.Webhooks;

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await new BenchmarkCommand().InvokeAsync(
    args,
    (options, cancellationToken) => new IngestCommand(Console.Out, Console.Error).RunAsync(options, cancellationToken),
    (options, cancellationToken) => new CatchUpCommand(Console.Out, Console.Error).RunAsync(options, cancellationToken),
    (options, cancellationToken) => new ImportCommand(Console.Out, Console.Error).RunAsync(options, cancellationToken),
    (options, cancellationToken) => new WebhooksCommand(Console.Out, Console.Error).RunAsync(options, cancellationToken),
    Console.Out,
    Console.Error,
    stop.Token);

// The first signal ends the processes that the run has started and then the run; a second one ends it at once.
void Stop(PosixSignalContext signal)
{
    if (stop.IsCancellationRequested)
        return;
    signal.Cancel = true;
    stop.Cancel();
}
