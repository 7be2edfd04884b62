using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Providers;

/// <summary>
/// The provider's per-mailbox limit, obeyed ahead of time (invariant 11): a token bucket per mailbox, shared by all instances through storage and
/// drawn in blocks.
/// </summary>
public interface IProviderBudget
{
    /// <summary>
    /// Takes <paramref name="units"/> for this use, or fails with <see cref="MailProviderFailure.Throttled"/> and the time until they will be there.
    /// Reading leaves a share in the bucket, so that a person's mail goes out although a thousand others are being read; old mail leaves a larger one, so that
    /// new mail is read although fifty thousand old ones are.
    /// </summary>
    Task DrawAsync(MailboxId mailbox, int units, BudgetUse use, CancellationToken cancellationToken);

    /// <summary>
    /// Fails as <see cref="DrawAsync"/> does when so much is not there now, and takes nothing: nobody should begin what would be refused half-way.
    /// What exceeds the whole share is asked for as the share.
    /// </summary>
    Task AffordAsync(MailboxId mailbox, int units, BudgetUse use, CancellationToken cancellationToken);

    /// <summary>The provider itself said no: nothing is drawn for this mailbox until then.</summary>
    Task PauseAsync(MailboxId mailbox, TimeSpan retryAfter, CancellationToken cancellationToken);

    /// <summary>How much of the limit is in use; to be looked at, not to be gone by.</summary>
    Task<BudgetUsage> LookAsync(MailboxId mailbox, CancellationToken cancellationToken);
}
