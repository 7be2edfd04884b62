using EmailSync.Core.Directory;
using EmailSync.Core.Directory.Imports;

namespace EmailSync.Core.Storage;

/// <summary>Imports of contacts: a row each, that says how far it has come.</summary>
public sealed class ImportStore(ITables tables, TableKeys keys)
{
    private const string RowKey = "import";

    private readonly ITable table = tables[TableNames.Imports];
    private readonly LocationTrail trail = new(tables, keys);

    public async Task<ContactImport?> GetAsync(string token, CancellationToken cancellationToken) => (await FindAsync(token, cancellationToken))?.Import;

    public async Task<(ContactImport Import, string Version)?> FindAsync(string token, CancellationToken cancellationToken) =>
        await table.GetAsync(token, RowKey, cancellationToken) is { } row ? (Read(row), row.ETag!) : null;

    public async Task InsertAsync(ContactImport import, CancellationToken cancellationToken)
    {
        await trail.NoteAsync(import.Location, TrailKind.Import, import.Token, import.AcceptedAt, cancellationToken);
        await table.InsertAsync(Write(import), cancellationToken);
    }

    /// <summary>False when somebody else was quicker: nothing is written.</summary>
    public async Task<bool> ReplaceAsync(ContactImport after, string version, CancellationToken cancellationToken) =>
        await table.ReplaceAsync(Write(after), version, cancellationToken) is not null;

    /// <summary>The trail leads here, and so goes last.</summary>
    public async Task RemoveAsync(LocationId location, string token, CancellationToken cancellationToken)
    {
        await table.DeleteAsync(token, RowKey, null, cancellationToken);
        await trail.RemoveAsync(location, TrailKind.Import, token, version: null, cancellationToken);
    }

    private static Row Write(ContactImport import) => new(import.Token, RowKey)
    {
        ["location"] = import.Location.Value,
        ["acceptedAt"] = import.AcceptedAt,
        ["total"] = import.Total,
        ["failed"] = import.Failed,
        ["pages"] = import.Pages,
        ["next"] = import.Next,
        ["imported"] = import.Imported,
        ["skipped"] = import.Skipped,
        ["finishedAt"] = import.FinishedAt,
    };

    private static ContactImport Read(Row row) => new()
    {
        Token = row.PartitionKey,
        Location = new LocationId(row.String("location") ?? ""),
        AcceptedAt = row.Time("acceptedAt") ?? default,
        Total = (int)row.Long("total"),
        Failed = (int)row.Long("failed"),
        Pages = (int)row.Long("pages"),
        Next = (int)row.Long("next"),
        Imported = (int)row.Long("imported"),
        Skipped = (int)row.Long("skipped"),
        FinishedAt = row.Time("finishedAt"),
    };
}
