using System.Text.Json.Serialization;
using EmailSync.Core.Providers;

namespace EmailSync.Core.Sync;

/// <summary>A message to be synced, by the provider's ids. Plain values without addresses or subjects: it travels through durable history as JSON.</summary>
/// <param name="Location">
/// What the change page said of a message that some location wants, judged by its headers; it is then read whole at once. Null where the page carried no headers.
/// </param>
public sealed record MessageRef(string Id, string? Thread, MessageLocation? Location = null)
{
    [JsonIgnore]
    public ProviderThreadId? ThreadId => Thread is { } thread ? new ProviderThreadId(thread) : null;

    /// <summary>What is known anew of the state of a message that is synced already (R25); null for nothing.</summary>
    public StateNews? News { get; init; }

    /// <summary>Nothing is to be synced: only the copies of a message that is there already take over the news.</summary>
    public bool IsUpdate { get; init; }

    /// <summary>The look is not over: mail that this one answers may still be found by it (R10).</summary>
    public bool EarlierMayFollow { get; init; }

    /// <summary>Not new in the mailbox: reading it goes after new mail.</summary>
    public bool IsOld { get; init; }
}
