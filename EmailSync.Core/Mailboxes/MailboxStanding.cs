namespace EmailSync.Core.Mailboxes;

/// <summary>How a connection stands: what ended or was stopped is the connection's, a lost authorisation is the mailbox's.</summary>
/// <param name="Reason">Why, as a code; null where the status says it all.</param>
/// <param name="Since">Since when.</param>
/// <param name="Action">What helps; null where nothing is amiss.</param>
public sealed record MailboxStanding(MailboxStatus Status, string? Reason, DateTimeOffset Since, MailboxAction? Action)
{
    public static MailboxStanding Of(ConnectionState state, Mailbox mailbox) => (state, mailbox) switch
    {
        ({ DisconnectedAt: { } at }, _) => new MailboxStanding(MailboxStatus.Disconnected, null, at, MailboxAction.Connect),
        ({ EndedAt: { } at }, _) => new MailboxStanding(MailboxStatus.Disconnecting, null, at, null),
        (_, { Status: MailboxStatus.ReauthRequired }) =>
            new MailboxStanding(MailboxStatus.ReauthRequired, mailbox.StatusReason, mailbox.Since, MailboxAction.SignInAgain),
        ({ Connection.PausedAt: { } at }, _) => new MailboxStanding(MailboxStatus.Paused, null, at, MailboxAction.Resume),
        _ => new MailboxStanding(mailbox.Status, mailbox.StatusReason, mailbox.Since, null),
    };
}
