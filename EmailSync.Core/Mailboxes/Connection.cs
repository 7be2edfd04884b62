using EmailSync.Core.Directory;

namespace EmailSync.Core.Mailboxes;

/// <summary>(location, user) → mailbox.</summary>
/// <param name="ConnectedAt">Mail the provider took in before this is never synced (R8).</param>
/// <param name="Generation">Changes whenever the connection is made anew or ended; work that began under another generation writes nothing (invariant 7).</param>
public sealed record Connection(LocationId Location, UserId User, MailboxId Mailbox, DateTimeOffset ConnectedAt, string Generation)
{
    /// <summary>Since when the API has stopped it; null while it goes on.</summary>
    public DateTimeOffset? PausedAt { get; init; }

    /// <summary>
    /// While it is paused: what the provider took in before this had been looked at by then, or has an order of its own. Null where nothing had been.
    /// </summary>
    public DateTimeOffset? SeenUntil { get; init; }
}
