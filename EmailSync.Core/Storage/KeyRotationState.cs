namespace EmailSync.Core.Storage;

/// <summary>How far a rotation has come.</summary>
/// <param name="Key">The key that everything is to be under.</param>
/// <param name="Seen">Rows with secrets that were looked at.</param>
/// <param name="Rewritten">Those that were under another key.</param>
/// <param name="Unreadable">Those that no known key opens; they stay as they are.</param>
/// <param name="FinishedAt">Null while it goes on.</param>
public sealed record KeyRotationState(string Key, int Seen, int Rewritten, int Unreadable, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt)
{
    /// <summary>Every secret is under <see cref="Key"/>.</summary>
    public bool IsComplete => FinishedAt is not null && Unreadable == 0;
}
