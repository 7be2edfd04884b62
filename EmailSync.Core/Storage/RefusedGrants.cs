using System.Security.Cryptography;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;

namespace EmailSync.Core.Storage;

/// <summary>
/// Refresh tokens of sign-ins that were refused, encrypted, for as long as the provider has not taken them back. They stand beside the grant that a connection to the same
/// account has, and never in its place.
/// </summary>
public sealed class RefusedGrants(ITables tables, ITokenProtector protector)
{
    internal const string RowKey = "refused";
    internal const string Column = "RefreshToken";
    internal const string Purpose = "refused_refresh_token";

    private readonly ITable table = tables[TableNames.Tokens];

    /// <summary>The last one of an account replaces earlier ones: a provider that takes a grant back takes all of them.</summary>
    public Task SaveAsync(MailboxId mailbox, string refreshToken, CancellationToken cancellationToken) =>
        table.UpsertAsync(new Row(mailbox.Value, RowKey) { [Column] = protector.Protect(Purpose, mailbox, refreshToken) }, cancellationToken);

    /// <summary>Null where none is left.</summary>
    public async Task<RefusedGrant?> FindAsync(MailboxId mailbox, CancellationToken cancellationToken)
    {
        if (await table.GetAsync(mailbox.Value, RowKey, cancellationToken) is not { } row)
            return null;
        try
        {
            return new RefusedGrant(protector.Unprotect(Purpose, mailbox, row.String(Column) ?? ""), row.ETag!);
        }
        catch (CryptographicException e)
        {
            throw new MailProviderException(MailProviderFailure.Misconfigured, "token_not_decrypted", null, e);
        }
    }

    /// <summary>The provider has taken it back. False when another sign-in was refused since it was read: that may have come to the provider later.</summary>
    public Task<bool> RemoveAsync(MailboxId mailbox, RefusedGrant grant, CancellationToken cancellationToken) =>
        table.DeleteAsync(mailbox.Value, RowKey, grant.Version, cancellationToken);

    /// <summary>Whatever is there.</summary>
    public Task RemoveAsync(MailboxId mailbox, CancellationToken cancellationToken) => table.DeleteAsync(mailbox.Value, RowKey, null, cancellationToken);
}
