using System.Security.Cryptography;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Mailboxes.Tokens;

/// <summary>A grant as its row keeps it: both tokens encrypted for this mailbox.</summary>
internal sealed record KeptGrant(MailProviderName Provider, string RefreshToken, string AccessToken, DateTimeOffset ExpiresAt)
{
    public const string RowKey = "grant";
    private const string RefreshPurpose = "refresh_token";
    private const string AccessPurpose = "access_token";

    public override string ToString() => nameof(KeptGrant);

    public Row ToRow(MailboxId mailbox, ITokenProtector protector) => new(mailbox.Value, RowKey)
    {
        ["Provider"] = Provider.ToString(),
        ["RefreshToken"] = protector.Protect(RefreshPurpose, mailbox, RefreshToken),
        ["AccessToken"] = protector.Protect(AccessPurpose, mailbox, AccessToken),
        ["ExpiresAt"] = ExpiresAt,
    };

    public static KeptGrant Read(MailboxId mailbox, Row row, ITokenProtector protector)
    {
        try
        {
            return new KeptGrant(
                Enum.Parse<MailProviderName>(row.String("Provider") ?? ""),
                protector.Unprotect(RefreshPurpose, mailbox, row.String("RefreshToken") ?? ""),
                protector.Unprotect(AccessPurpose, mailbox, row.String("AccessToken") ?? ""),
                row.Time("ExpiresAt") ?? DateTimeOffset.MinValue);
        }
        catch (CryptographicException e)
        {
            // A key that was not rolled out here yet is no reason to tell the user that the grant is gone.
            throw new MailProviderException(MailProviderFailure.Misconfigured, "token_not_decrypted", null, e);
        }
    }
}
