namespace EmailSync.Core.Threads;

/// <summary>How a message was found to belong to a thread.</summary>
/// <param name="Thread">The location's thread; null when the message belongs to mail that another location's CRM sent (R22).</param>
/// <param name="ByReference">A known message stands in its References or In-Reply-To: it came after that one whatever the clocks say.</param>
public sealed record ThreadMatch(KnownThread? Thread, bool ByReference)
{
    /// <summary>How many of its ancestors are nearer than the one by which it was found, and not known.</summary>
    public int Missing { get; init; }

    /// <summary>What the conversation keeps of the thread.</summary>
    public ThreadRecord State { get; init; } = ThreadRecord.New;
}
