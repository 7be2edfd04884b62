using EmailSync.Core.Directory;

namespace EmailSync.Core.Storage;

/// <summary>Deleted users whose traces are still to be erased (R27), beside the users of their location.</summary>
public sealed class UserErasureStore(ITables tables, TableKeys keys)
{
    private const string SubjectStart = "user-";
    private const string GoneRows = "gone-";
    private readonly ITable table = tables[TableNames.Directory];

    /// <summary>How due work names it.</summary>
    public string SubjectOf(LocationId location, UserId user) => $"{SubjectStart}{keys.Location(location)}-{keys.User(user)}";

    /// <summary>Due work of this kind is about a user.</summary>
    public static bool IsUser(string subject) => subject.StartsWith(SubjectStart, StringComparison.Ordinal);

    /// <summary>Whatever was owed for an earlier deletion of the same user begins anew.</summary>
    public Task BeginAsync(LocationId location, UserId user, DateTimeOffset now, CancellationToken cancellationToken) =>
        table.UpsertAsync(Write(new UserErasure(location, user, now, default, null, "")), cancellationToken);

    public async Task<UserErasure?> FindAsync(string subject, CancellationToken cancellationToken)
    {
        var names = subject[SubjectStart.Length..].Split('-', 2);
        if (await table.GetAsync(names[0], GoneRows + names[1], cancellationToken) is not { } row)
            return null;
        return new UserErasure(
            new LocationId(row.String("location") ?? ""),
            new UserId(row.String("id") ?? ""),
            row.Time("beganAt") ?? default,
            Enum.Parse<UserErasureStage>(row.String("stage") ?? ""),
            row.String("cursor"),
            row.ETag!);
    }

    /// <summary>Nothing is written when somebody else has gone on since it was read; then theirs counts.</summary>
    public Task SaveAsync(UserErasure erasure, CancellationToken cancellationToken) => table.ReplaceAsync(Write(erasure), erasure.Version, cancellationToken);

    /// <summary>Nothing is left to be done. False when the user was deleted once more since it was read.</summary>
    public Task<bool> RemoveAsync(UserErasure erasure, CancellationToken cancellationToken) =>
        table.DeleteAsync(keys.Location(erasure.Location), GoneRows + keys.User(erasure.User), erasure.Version, cancellationToken);

    private Row Write(UserErasure erasure) => new(keys.Location(erasure.Location), GoneRows + keys.User(erasure.User))
    {
        ["location"] = erasure.Location.Value,
        ["id"] = erasure.User.Value,
        ["beganAt"] = erasure.BeganAt,
        ["stage"] = erasure.Stage.ToString(),
        ["cursor"] = erasure.Cursor,
    };
}
