namespace EmailSync.Core.Conversations;

/// <summary>What the CRM wants of a user's copy and the mailbox has not done yet (R25). It stands in the message itself: whoever dies, it is still owed.</summary>
/// <param name="Read">Null where nothing is wanted of it.</param>
/// <param name="Trashed">Null where nothing is wanted of it.</param>
/// <param name="AskedAt">When the CRM said so last.</param>
/// <param name="Generation">The connection's generation then; under another one it is not carried out (invariant 7).</param>
/// <param name="Attempts">Failed attempts; being throttled is none.</param>
/// <param name="RetryAt">Not to be tried before this.</param>
public sealed record CopyWish(
    bool? Read, bool? Trashed, DateTimeOffset AskedAt, string Generation, int Attempts = 0, DateTimeOffset? RetryAt = null);
