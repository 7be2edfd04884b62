using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;

namespace EmailSync.Core.Conversations;

/// <summary>One user's copy of a message (R26): its state in the mailbox as far as is known, and over it what the CRM wants it to be.</summary>
/// <param name="Deleted">Deleted for good in the mailbox; what was synced stays.</param>
public sealed record MailboxCopy(
    UserId User,
    MailboxId Mailbox,
    MailProviderName Provider,
    ProviderMessageId ProviderMessage,
    ProviderThreadId ProviderThread,
    bool Read,
    bool Trashed,
    bool Deleted)
{
    public CopyWish? Wish { get; init; }

    /// <summary>Short code of why the CRM's last wish was given up, or null.</summary>
    public string? Failure { get; init; }

    /// <summary>Where it was when the CRM threw it away, in the provider's words; null where that is not known.</summary>
    public string? Place { get; init; }

    /// <summary>A change page that was asked for before this may tell of times gone by.</summary>
    public DateTimeOffset? BelievesFrom { get; init; }

    /// <summary>As the CRM sees it: its own wish holds until it has been carried out or given up.</summary>
    public bool ShownRead => Wish?.Read ?? Read;

    /// <inheritdoc cref="ShownRead"/>
    public bool ShownTrashed => Wish?.Trashed ?? Trashed;
}
