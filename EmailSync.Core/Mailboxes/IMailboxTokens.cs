namespace EmailSync.Core.Mailboxes;

/// <summary>Keeps grants, encrypted at rest (AES-256-GCM, mailbox id and purpose as associated data).</summary>
public interface IMailboxTokens
{
    /// <summary>Stores a fresh grant, replacing what was there.</summary>
    Task SaveAsync(MailboxId mailbox, MailProviderName provider, OAuthGrant grant, CancellationToken cancellationToken);

    /// <summary>The refresh token for revoking it, or null where none is kept.</summary>
    Task<string?> RefreshTokenAsync(MailboxId mailbox, CancellationToken cancellationToken);

    Task DeleteAsync(MailboxId mailbox, CancellationToken cancellationToken);
}
