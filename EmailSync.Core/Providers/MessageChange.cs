namespace EmailSync.Core.Providers;

/// <summary>One message that a change feed names, with all that the page says of it folded together.</summary>
/// <param name="Kind">The strongest thing that happened to it: gone &gt; appeared &gt; changed.</param>
/// <param name="Headers">What the page itself carries of the message (Graph's delta does, Gmail's history does not), else null.</param>
public sealed record MessageChange(ProviderMessageId Id, ProviderThreadId? Thread, MessageChangeKind Kind, MessageHeaders? Headers = null)
{
    /// <summary>What the page says of read state and trash; null where it says that nothing of them changed, or, as a listing does, nothing at all.</summary>
    public StateNews? News { get; init; }
}
