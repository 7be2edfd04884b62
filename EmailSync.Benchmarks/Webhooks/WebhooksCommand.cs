using EmailSync.Benchmarks.Cli;
using EmailSync.Benchmarks.Processes;
using EmailSync.Benchmarks.Reports;

namespace EmailSync.Benchmarks.Webhooks;

/// <summary>The webhooks command: a world of its own, a run, a report.</summary>
internal sealed class WebhooksCommand(TextWriter output, TextWriter progress)
{
    public async Task RunAsync(WebhooksOptions options, CancellationToken cancellationToken)
    {
        await using var file = options.JsonFile is { } path ? ReportFile.Open(path) : null;
        await progress.WriteLineAsync("starting storage, simulators and functions");
        await using var world = await LoadWorld.StartAsync(LoadQuota.NewPrices, cancellationToken);
        world.KeepFolder = options.Keep;
        try
        {
            var report = await new WebhooksRun(options, world, TimeProvider.System, progress.WriteLine).RunAsync(cancellationToken);
            if (file is not null)
                await file.WriteAsync(report.ToJson());
            await output.WriteLineAsync();
            await output.WriteAsync(report.ToText());
            if (options.Keep)
                await progress.WriteLineAsync($"the data folder is {world.Folder}");
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
