using EmailSync.Benchmarks.Processes;

namespace EmailSync.Benchmarks.Import;

/// <summary>Imports contacts, waits for the end, then looks some of them up.</summary>
internal sealed class ImportRun(int contacts, LoadWorld world, TimeProvider time)
{
    private const int Lookups = 200;
    private const string Operations = "emailsync.storage.operations";
    private static readonly TimeSpan pause = TimeSpan.FromSeconds(1);

    public async Task<ImportFigures> RunAsync(CancellationToken cancellationToken)
    {
        await world.Crm.OpenAsync(null, cancellationToken);
        var before = await world.Host.ReadAsync(cancellationToken);
        var began = time.GetTimestamp();
        var import = await world.Crm.ImportAsync(new ContactLines(contacts), cancellationToken);
        var accepted = time.GetElapsedTime(began);
        while (import.Status != "finished")
        {
            world.ThrowIfEnded();
            await Task.Delay(pause, time, cancellationToken);
            import = await world.Crm.ImportedAsync(import.ImportId, cancellationToken);
        }
        var took = time.GetElapsedTime(began);
        if (import.Imported != contacts)
            throw new BenchmarkException($"{import.Imported} of {contacts} contacts were imported.");
        var after = await world.Host.ReadAsync(cancellationToken);
        var (reads, each) = await LookUpAsync(cancellationToken);
        return new ImportFigures(
            contacts, accepted, took, (double)after.Since(before).Sum(Operations) / contacts, after.Process.PeakWorkingSetBytes, before.Process.WorkingSetBytes, reads, each);
    }

    /// <returns>Reads of the directory for each lookup over HTTP, beside that of the location; and how long one takes.</returns>
    private async Task<(double Reads, TimeSpan Each)> LookUpAsync(CancellationToken cancellationToken)
    {
        var before = await world.Host.ReadAsync(cancellationToken);
        var began = time.GetTimestamp();
        for (var lookup = 0; lookup < Lookups; lookup++)
        {
            var number = (int)((long)lookup * contacts / Lookups);
            if (await world.Crm.FindAsync(ContactLines.Address(number), cancellationToken) != ContactLines.Id(number))
                throw new BenchmarkException($"{ContactLines.Id(number)} is not found by its address.");
        }
        var each = time.GetElapsedTime(began) / Lookups;
        var since = (await world.Host.ReadAsync(cancellationToken)).Since(before);
        return ((double)since.Of(Operations).Where(c => c.Tags.GetValueOrDefault("table") == "EsDirectory").Sum(c => c.Value) / Lookups, each);
    }
}
