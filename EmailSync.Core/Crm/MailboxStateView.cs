namespace EmailSync.Core.Crm;

/// <summary>One user's copy of a message.</summary>
/// <param name="Pending">The CRM's own change is shown here and has still to reach the mailbox; absent otherwise.</param>
/// <param name="Failure">Why the CRM's last change did not reach the mailbox (docs/errors.md); absent where it did.</param>
public sealed record MailboxStateView(string UserId, bool Read, bool Trashed, bool Deleted, bool? Pending = null, string? Failure = null)
{
    public static MailboxStateView Of(Conversations.MailboxCopy copy) => new(
        copy.User.Value, copy.ShownRead, copy.ShownTrashed, copy.Deleted, copy.Wish is null ? null : true, copy.Failure);
}
