using EmailSync.Core.Storage;
using Microsoft.Extensions.Logging;

namespace EmailSync.Core.Directory.Imports;

/// <summary>
/// Takes an import one page further. Every line may be taken in twice and comes to the same; the import's place moves when all of a page stands, under the
/// version of the row, so that a step that died is repeated and two workers do no harm.
/// </summary>
public sealed partial class RunImport(
    ImportStore imports, ImportContents contents, ImportFillIn fillIn, DirectoryStore directory, DueStore due, TimeProvider time, ILogger<RunImport> logger)
{
    private const int AtOnce = 32;

    /// <returns>True when there is more to do.</returns>
    public async Task<bool> StepAsync(string token, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await imports.FindAsync(token, cancellationToken) is not var (import, version))
        {
            await due.CancelDueAsync(DueKind.Import, token, now, cancellationToken);
            return false;
        }
        if (import.FinishedAt is not null)
            return await EndAsync(import, cancellationToken);

        // R27: with its location everything of the import goes.
        if (await directory.GetLocationAsync(import.Location, cancellationToken) is not { } location)
        {
            var given = import with { FinishedAt = now };
            return !await imports.ReplaceAsync(given, version, cancellationToken) || await EndAsync(given, cancellationToken);
        }
        var page = await contents.ReadPageAsync(import, import.Next, cancellationToken);
        var (imported, skipped) = await TakeInAsync(location, import, page, cancellationToken);
        var next = import.Next + 1;
        var after = import with
        {
            Next = next,
            Imported = import.Imported + imported,
            Skipped = import.Skipped + skipped,
            FinishedAt = next == import.Pages ? now : null,
        };
        if (!await imports.ReplaceAsync(after, version, cancellationToken))
            return true;
        await contents.RemovePageAsync(import, import.Next, cancellationToken);
        if (after.FinishedAt is null)
            return true;
        LogFinished(logger, token, after.Imported, after.Failed, after.Skipped);
        return await EndAsync(after, cancellationToken);
    }

    private async Task<(int Imported, int Skipped)> TakeInAsync(
        Location location, ContactImport import, IReadOnlyList<ImportedContact> page, CancellationToken cancellationToken)
    {
        // Of one contact the last line counts; two at once would leave it to chance.
        var contacts = page.GroupBy(c => c.Id, StringComparer.Ordinal).Select(g => (Contact: g.Last(), Lines: g.Count())).ToList();
        var owed = await fillIn.ExpectAsync(location, import, [.. contacts.Select(c => c.Contact)], cancellationToken);
        await directory.ExpectContactsAsync(location.Id, [.. contacts.Select(c => new ContactId(c.Contact.Id))], cancellationToken);
        var (imported, skipped) = (0, 0);

        // A CRM that brings its contacts for the first time brings no page of others.
        var areNew = contacts.Count > 0 && await directory.GetContactAsync(location.Id, new ContactId(contacts[0].Contact.Id), cancellationToken) is null;
        await Parallel.ForEachAsync(
            contacts,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (line, stop) =>
            {
                var stands = await directory.ImportContactAsync(
                    location.Id, new ContactId(line.Contact.Id), import.AcceptedAt, areNew, before => line.Contact.Over(before, location.Id, import.AcceptedAt), stop);
                _ = stands is null ? Interlocked.Add(ref skipped, line.Lines) : Interlocked.Add(ref imported, line.Lines);
            });
        await fillIn.CarryOutAsync(location.Id, owed, cancellationToken);
        return (imported, skipped);
    }

    /// <summary>What was given goes; what was wrong with it is kept a while. A pointer that is not due yet leads here once more.</summary>
    private async Task<bool> EndAsync(ContactImport import, CancellationToken cancellationToken)
    {
        await contents.RemovePagesAsync(import, cancellationToken);
        await due.CancelDueAsync(DueKind.Import, import.Token, time.GetUtcNow(), cancellationToken);
        return false;
    }

    [LoggerMessage(1012, LogLevel.Information, "Import {Import}: at its end; {Imported} lines imported, {Failed} failed, {Skipped} skipped")]
    private static partial void LogFinished(ILogger logger, string import, int imported, int failed, int skipped);
}
