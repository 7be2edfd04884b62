namespace EmailSync.Core.Directory;

/// <summary>The location's own mail service, for what does not go out from a user's mailbox.</summary>
/// <param name="Security">How the connection is protected.</param>
/// <param name="User">Null where the service takes mail without a sign-in.</param>
/// <param name="ProtectedPassword">Encrypted; it is never given back.</param>
/// <param name="From">The address that mail comes from unless it says otherwise; the envelope's sender always, so that reports come there.</param>
public sealed record LocationProvider(string Host, int Port, ProviderSecurity Security, string? User, string? ProtectedPassword, string From)
{
    /// <summary>Mails per minute, for what goes to many; null for as many as it takes.</summary>
    public int? PerMinute { get; init; }
}
