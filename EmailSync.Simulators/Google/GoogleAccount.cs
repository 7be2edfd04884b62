using EmailSync.Simulators.Google.Gmail;

namespace EmailSync.Simulators.Google;

/// <summary>A person's account with its mailbox.</summary>
/// <param name="Subject">The stable numeric id that OIDC calls sub.</param>
/// <param name="DeniedScopes">Permissions that this person unticks on the consent page.</param>
public sealed record GoogleAccount(
    string Address,
    string DisplayName,
    string Subject,
    AccountType Type,
    bool AdminConsentRequired,
    IReadOnlyList<string> DeniedScopes,
    GmailMailbox Mailbox);
