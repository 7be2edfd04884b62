using EmailSync.Core.Directory;

namespace EmailSync.Core.Storage;

/// <summary>
/// Locations that are being erased (R27). It stands in the place of the location's own row, so that a location is either there or being erased, whoever
/// writes at the same time.
/// </summary>
public sealed class LocationErasureStore(ITables tables, TableKeys keys)
{
    internal const string LocationRow = "location";
    private const string Erasing = "erasingSince";
    private const string SubjectStart = "location-";

    private readonly ITable table = tables[TableNames.Directory];

    /// <summary>How due work names it.</summary>
    public string SubjectOf(LocationId location) => SubjectStart + keys.Location(location);

    /// <summary>Due work of this kind is about a location, not about a contact.</summary>
    public static bool IsLocation(string subject) => subject.StartsWith(SubjectStart, StringComparison.Ordinal);

    internal static bool IsErasing(Row row) => row.Time(Erasing) is not null;

    public async Task<LocationStanding> StandingAsync(LocationId location, CancellationToken cancellationToken) =>
        await table.GetAsync(keys.Location(location), LocationRow, cancellationToken) switch
        {
            null => LocationStanding.Unknown,
            var row when IsErasing(row) => LocationStanding.BeingErased,
            _ => LocationStanding.Known,
        };

    /// <summary>The location is unknown from here on, and owes its erasure. Null when there is none, false when the condition does not hold for it.</summary>
    public async Task<bool?> BeginAsync(LocationId location, DateTimeOffset now, Precondition precondition, CancellationToken cancellationToken)
    {
        while (await table.GetAsync(keys.Location(location), LocationRow, cancellationToken) is { } row && !IsErasing(row))
        {
            if (!precondition.Holds(row.ETag))
                return false;
            var begun = new LocationErasure(location, now, default, null, null, false, row.ETag!);
            if (await SaveAsync(begun, cancellationToken) is not null)
                return true;
        }
        return null;
    }

    public async Task<LocationErasure?> FindAsync(string subject, CancellationToken cancellationToken)
    {
        if (await table.GetAsync(subject[SubjectStart.Length..], LocationRow, cancellationToken) is not { } row || row.Time(Erasing) is not { } since)
            return null;
        return new LocationErasure(
            new LocationId(row.String("id") ?? ""),
            since,
            Enum.Parse<LocationErasureStage>(row.String("stage") ?? ""),
            row.String("cursor"),
            row.Time("notBefore"),
            row.Bool("second"),
            row.ETag!);
    }

    /// <summary>Null when somebody else has gone on since it was read; then theirs counts.</summary>
    public async Task<LocationErasure?> SaveAsync(LocationErasure erasure, CancellationToken cancellationToken)
    {
        var row = new Row(keys.Location(erasure.Location), LocationRow)
        {
            ["id"] = erasure.Location.Value,
            [Erasing] = erasure.BeganAt,
            ["stage"] = erasure.Stage.ToString(),
            ["cursor"] = erasure.Cursor,
            ["notBefore"] = erasure.NotBefore,
            ["second"] = erasure.IsSecond,
        };
        return await table.ReplaceAsync(row, erasure.Version, cancellationToken) is { } version ? erasure with { Version = version } : null;
    }

    /// <summary>Nothing is left: the id may be used anew.</summary>
    public Task<bool> RemoveAsync(LocationErasure erasure, CancellationToken cancellationToken) =>
        table.DeleteAsync(keys.Location(erasure.Location), LocationRow, erasure.Version, cancellationToken);
}
