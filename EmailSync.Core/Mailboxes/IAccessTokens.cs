namespace EmailSync.Core.Mailboxes;

/// <summary>
/// Access tokens for provider calls. Refreshes run one at a time per mailbox; a dead grant fails with
/// <see cref="Providers.MailProviderFailure.AuthorizationLost"/>.
/// </summary>
public interface IAccessTokens
{
    /// <summary>A token good for at least a minute.</summary>
    Task<string> GetAsync(MailboxId mailbox, CancellationToken cancellationToken);

    /// <summary>After a 401: another token than <paramref name="rejected"/>, refreshed unless somebody did so meanwhile.</summary>
    Task<string> RefreshAsync(MailboxId mailbox, string rejected, CancellationToken cancellationToken);
}
