using EmailSync.Simulators.Microsoft.Graph;

namespace EmailSync.Simulators.Microsoft;

/// <summary>A person's account with its mailbox.</summary>
/// <param name="ObjectId">The directory's id of the person (claim oid); with <paramref name="TenantId"/> (tid) the stable identity.</param>
/// <param name="AdminConsentRequired">The tenant forbids user consent to mail permissions.</param>
/// <param name="DeniedScopes">Permissions that this person or tenant does not grant.</param>
public sealed record MicrosoftAccount(
    string Address,
    string DisplayName,
    string ObjectId,
    string TenantId,
    MicrosoftAccountType Type,
    bool AdminConsentRequired,
    IReadOnlyList<string> DeniedScopes,
    GraphMailbox Mailbox);
