using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Crm;

/// <summary>A user's mailbox in an event of the CRM, as it was when that happened.</summary>
/// <param name="Reason">Why, where there is something to say: the provider's code of a lost authorisation.</param>
public sealed record MailboxEventView(
    string UserId, MailProviderName Provider, string Address, MailboxStatus Status, string? Reason, DateTimeOffset Since);
