using EmailSync.Benchmarks.Cli;
using EmailSync.Benchmarks.Processes;

namespace EmailSync.Benchmarks.Import;

/// <summary>The import command: a world of its own, a run, its figures.</summary>
internal sealed class ImportCommand(TextWriter output, TextWriter progress)
{
    public async Task RunAsync(ImportOptions options, CancellationToken cancellationToken)
    {
        await progress.WriteLineAsync("starting storage, simulators and functions");
        await using var world = await LoadWorld.StartAsync(LoadQuota.NewPrices, cancellationToken);
        try
        {
            await output.WriteAsync((await new ImportRun(options.Contacts, world, TimeProvider.System).RunAsync(cancellationToken)).Write());
        }
        catch (HttpRequestException exception) when (!cancellationToken.IsCancellationRequested)
        {
            world.KeepFolder = true;
            throw new BenchmarkException($"A process does not answer any more ({exception.HttpRequestError}); the logs are in {world.Folder}.", exception);
        }
        finally
        {
            world.Interrupted(cancellationToken);
        }
    }
}
