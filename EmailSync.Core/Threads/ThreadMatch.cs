namespace EmailSync.Core.Threads;

/// <summary>How a message was found to belong to a thread.</summary>
/// <param name="ByReference">A known message stands in its References or In-Reply-To: it came after that one whatever the clocks say.</param>
public sealed record ThreadMatch(KnownThread Thread, bool ByReference);
