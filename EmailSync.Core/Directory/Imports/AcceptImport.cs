using EmailSync.Core.Storage;

namespace EmailSync.Core.Directory.Imports;

/// <summary>
/// Takes in the lines of an import as they come: good ones go into pages, bad ones into a bounded list, and nothing is held longer than a page. When all of it is
/// kept the import is entered; from then on every page is taken in, whoever dies.
/// </summary>
public sealed class AcceptImport(ImportStore imports, ImportContents contents, DueStore due, Expiry expiry, TimeProvider time)
{
    /// <summary>More are counted and not named.</summary>
    public const int MaxMistakes = 1_000;

    /// <summary>Far longer than entering an import takes: a pointer that is due and leads to nothing leads to what was never entered.</summary>
    private static readonly TimeSpan grace = TimeSpan.FromMinutes(2);

    public async Task<(ContactImport Import, IReadOnlyList<ImportMistake> Mistakes)> AcceptAsync(
        LocationId location, IAsyncEnumerable<ImportLine> lines, CancellationToken cancellationToken)
    {
        var import = new ContactImport { Token = ImportContents.NewToken(), Location = location, AcceptedAt = time.GetUtcNow() };

        // The pointers come first: whatever of it is kept is led to by one.
        await expiry.ExpectImportAsync(import, cancellationToken);
        var isEntered = false;
        try
        {
            (import, var mistakes) = await KeepAsync(import, lines, cancellationToken);
            await contents.SaveMistakesAsync(import, mistakes, cancellationToken);
            await due.ScheduleAsync(DueKind.Import, import.Token, time.GetUtcNow() + grace, cancellationToken);
            await imports.InsertAsync(import, cancellationToken);
            isEntered = true;
            return (import, mistakes);
        }
        finally
        {
            // Of a body that broke off, or was refused on the way.
            if (!isEntered)
                await contents.RemoveAllAsync(import, CancellationToken.None);
        }
    }

    private async Task<(ContactImport Import, IReadOnlyList<ImportMistake> Mistakes)> KeepAsync(
        ContactImport import, IAsyncEnumerable<ImportLine> lines, CancellationToken cancellationToken)
    {
        var (good, bad, pages) = (0, 0, 0);
        var mistakes = new List<ImportMistake>();
        var page = new ImportPage();
        await foreach (var line in lines.WithCancellation(cancellationToken))
        {
            if (line is ImportLine.Bad { Mistake: var mistake })
            {
                bad++;
                if (mistakes.Count < MaxMistakes)
                    mistakes.Add(mistake);
                continue;
            }
            good++;
            page.Add((ImportLine.Good)line);
            if (!page.IsFull)
                continue;
            await contents.SavePageAsync(import, pages++, page.Contacts, cancellationToken);
            page = new ImportPage();
        }
        if (page.Contacts.Count > 0)
            await contents.SavePageAsync(import, pages++, page.Contacts, cancellationToken);
        return (import with { Total = good + bad, Failed = bad, Pages = pages, FinishedAt = pages == 0 ? import.AcceptedAt : null }, mistakes);
    }
}
