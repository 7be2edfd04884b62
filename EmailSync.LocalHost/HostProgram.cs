using System.Runtime.InteropServices;
using EmailSync.LocalHost.Cli;
using EmailSync.LocalHost.Hosting;
using EmailSync.LocalHost.Timeline;

namespace EmailSync.LocalHost;

/// <summary>The process around a run: its signals and its console.</summary>
internal static class HostProgram
{
    public static async Task<int> RunAsync(string[] arguments, Product product)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return await new HostCommand().InvokeAsync(
            arguments,
            async (options, cancellationToken) =>
            {
                await using ITimeline timeline = options.Log
                    ? new LogTimeline()
                    : new ConsoleTimeline(Console.Out, Console.IsOutputRedirected, TimeZoneInfo.Local);
                await new LocalWorld(options, product, timeline).RunAsync(cancellationToken);
            },
            Console.Out,
            Console.Error,
            stop.Token);

        // The first signal asks for a clean stop; a second one ends the process at once, as usual.
        void Stop(PosixSignalContext signal)
        {
            if (stop.IsCancellationRequested)
                return;
            signal.Cancel = true;
            stop.Cancel();
        }
    }
}
