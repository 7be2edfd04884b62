using EmailSync.Core.Directory;

namespace EmailSync.Core.Threads;

/// <summary>What a skipped message waits for under its own Message-ID.</summary>
/// <param name="ForSame">Another mailbox of the location may bring the same mail (R26).</param>
/// <param name="Sender">The user in whose Sent it is: the mail may come in at their logging address (R14). Null for received mail.</param>
public readonly record struct SelfWait(bool ForSame, UserId? Sender)
{
    public bool IsNeeded => ForSame || Sender is not null;
}
