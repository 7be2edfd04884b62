using EmailSync.Core.Providers;

namespace EmailSync.Core.Sync;

/// <summary>A message to be synced, by the provider's ids. Plain values without addresses or subjects: it travels through durable history as JSON.</summary>
/// <param name="Location">
/// What the change page said of a message that some location wants, judged by its headers; it is then read whole at once. Null where the page carried no headers.
/// </param>
public sealed record MessageRef(string Id, string? Thread, MessageLocation? Location = null)
{
    /// <summary>The look is not over: mail that this one answers may still be found by it (R10).</summary>
    public bool EarlierMayFollow { get; init; }
}
