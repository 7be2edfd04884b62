using EmailSync.Core.Directory.Imports;

namespace EmailSync.Functions.Http.Contracts;

/// <param name="Status"><c>running</c> or <c>finished</c>.</param>
/// <param name="Total">Lines that held something.</param>
/// <param name="Imported">Lines whose contacts stand by now.</param>
/// <param name="Failed">Lines that are no contact; the first thousand are in <paramref name="Errors"/>.</param>
/// <param name="Skipped">Lines about contacts that were deleted meanwhile.</param>
public sealed record ImportView(
    string ImportId,
    string Status,
    int Total,
    int Imported,
    int Failed,
    int Skipped,
    IReadOnlyList<ImportErrorView> Errors,
    DateTimeOffset AcceptedAt,
    DateTimeOffset? FinishedAt,
    string StatusUrl)
{
    public static ImportView Of(ContactImport import, IReadOnlyList<ImportMistake> mistakes) => new(
        import.Token,
        import.FinishedAt is null ? "running" : "finished",
        import.Total,
        import.Imported,
        import.Failed,
        import.Skipped,
        [.. mistakes.Select(m => new ImportErrorView(m.Line, m.Id, m.Code, [.. m.Errors.Select(e => new FieldError(e.Field, e.Message))]))],
        import.AcceptedAt,
        import.FinishedAt,
        $"/api/locations/{import.Location}/imports/{import.Token}");
}
