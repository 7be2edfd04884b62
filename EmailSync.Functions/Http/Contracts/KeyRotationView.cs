using EmailSync.Core.Storage;

namespace EmailSync.Functions.Http.Contracts;

/// <param name="Key">The id of the current key.</param>
/// <param name="Seen">Rows with secrets that were looked at.</param>
/// <param name="Rewritten">Those that were under another key.</param>
/// <param name="Unreadable">Those that no known key opens.</param>
/// <param name="FinishedAt">Absent while it goes on.</param>
public sealed record KeyRotationView(string Key, int Seen, int Rewritten, int Unreadable, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt)
{
    public static KeyRotationView Of(KeyRotationState state) =>
        new(state.Key, state.Seen, state.Rewritten, state.Unreadable, state.StartedAt, state.FinishedAt);
}
