namespace EmailSync.Core.Mailboxes.Tokens;

/// <summary>How one provider turns a refresh token into an access token.</summary>
internal interface ITokenRefresher
{
    MailProviderName Provider { get; }

    /// <summary>
    /// Fails with <see cref="Providers.MailProviderException"/>: AuthorizationLost only where the provider says that the grant is dead; our own set-up,
    /// throttling and outages are told apart from that.
    /// </summary>
    Task<RefreshedTokens> RefreshAsync(string refreshToken, CancellationToken cancellationToken);
}
