using System.Security.Cryptography;
using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Storage;

/// <summary>
/// Puts every stored secret under the current encryption key, so that older keys may be taken away. A row says how far it has come; what a crash cuts short goes on there,
/// and a secret that was written anew meanwhile is left alone.
/// </summary>
public sealed class KeyRotation(ITables tables, ITokenProtector protector, TimeProvider time)
{
    /// <summary>One step; it must end long before anybody gives it up.</summary>
    public const int RowsPerStep = 500;

    private const string Partition = "keys";
    private const string StateRow = "rotation";

    private readonly ITable states = tables[TableNames.Tokens];

    /// <summary>Some secrets may be under an older key: others are known, and no rotation to the current one has come to its end.</summary>
    public async Task<bool> IsNeededAsync(CancellationToken cancellationToken) =>
        protector.KnowsOthers && await FindAsync(cancellationToken) is not { IsComplete: true };

    /// <summary>The rotation to the current key; null when there was none.</summary>
    public async Task<KeyRotationState?> FindAsync(CancellationToken cancellationToken) =>
        await states.GetAsync(Partition, StateRow, cancellationToken) is { } row && Read(row) is var state && state.Key == protector.CurrentKey ? state : null;

    /// <summary>Begins a rotation, or goes on with the one that is under way.</summary>
    public async Task<KeyRotationState> BeginAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await states.GetAsync(Partition, StateRow, cancellationToken);
            if (row is not null && Read(row) is { FinishedAt: null } current && current.Key == protector.CurrentKey)
                return current;
            var begun = new KeyRotationState(protector.CurrentKey, 0, 0, 0, time.GetUtcNow(), null);
            var written = row is null
                ? await states.InsertAsync(Write(begun, 0, null), cancellationToken)
                : await states.ReplaceAsync(Write(begun, 0, null), row.ETag!, cancellationToken);
            if (written is not null)
                return begun;
        }
    }

    /// <summary>The next rows of the rotation that is under way. False when there is nothing more to do.</summary>
    public async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (await states.GetAsync(Partition, StateRow, cancellationToken) is not { } row || Read(row) is not { FinishedAt: null } state
            || state.Key != protector.CurrentKey)
            return false;
        var place = (int)row.Long("place");
        var after = row.String("after");
        var (seen, last) = (0, after);
        var where = ProtectedRows.All[place];
        await foreach (var found in tables[where.Table].ScanAsync(where.RowKey, after, cancellationToken))
        {
            (seen, last) = (seen + 1, found.PartitionKey);
            state = await RotateAsync(where, found, cancellationToken) switch
            {
                Rotated.Rewritten => state with { Seen = state.Seen + 1, Rewritten = state.Rewritten + 1 },
                Rotated.Unreadable => state with { Seen = state.Seen + 1, Unreadable = state.Unreadable + 1 },
                _ => state with { Seen = state.Seen + 1 },
            };
            if (seen == RowsPerStep)
                break;
        }
        if (seen < RowsPerStep)
            (place, last) = (place + 1, null);
        if (place == ProtectedRows.All.Count)
            state = state with { FinishedAt = time.GetUtcNow() };

        // Refused when somebody else has made the same step; then theirs counts.
        await states.ReplaceAsync(Write(state, place, last), row.ETag!, cancellationToken);
        return state.FinishedAt is null;
    }

    private async Task<Rotated> RotateAsync(ProtectedRows where, Row found, CancellationToken cancellationToken)
    {
        for (Row? row = found; row is not null; row = await tables[where.Table].GetAsync(row.PartitionKey, row.RowKey, cancellationToken))
        {
            var stale = where.Columns.Where(column => row.String(column.Key) is { Length: > 0 } text && !protector.IsCurrent(text)).ToList();
            if (stale.Count == 0)
                return Rotated.Current;
            var next = new Row(row.PartitionKey, row.RowKey);
            foreach (var (name, value) in row.Values)
                next[name] = value;
            var subject = new MailboxId(row.PartitionKey);
            try
            {
                foreach (var (column, purpose) in stale)
                    next[column] = protector.Protect(purpose, subject, protector.Unprotect(purpose, subject, row.String(column)!));
            }
            catch (CryptographicException)
            {
                return Rotated.Unreadable;
            }
            if (await tables[where.Table].ReplaceAsync(next, row.ETag!, cancellationToken) is not null)
                return Rotated.Rewritten;
        }
        return Rotated.Current;
    }

    private static KeyRotationState Read(Row row) => new(
        row.String("key") ?? "",
        (int)row.Long("seen"),
        (int)row.Long("rewritten"),
        (int)row.Long("unreadable"),
        row.Time("startedAt") ?? default,
        row.Time("finishedAt"));

    private static Row Write(KeyRotationState state, int place, string? after) => new(Partition, StateRow)
    {
        ["key"] = state.Key,
        ["seen"] = state.Seen,
        ["rewritten"] = state.Rewritten,
        ["unreadable"] = state.Unreadable,
        ["startedAt"] = state.StartedAt,
        ["finishedAt"] = state.FinishedAt,
        ["place"] = place,
        ["after"] = after,
    };

    private enum Rotated
    {
        Current,
        Rewritten,
        Unreadable,
    }
}
