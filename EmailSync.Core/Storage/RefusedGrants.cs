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
    public async Task<string?> FindAsync(MailboxId mailbox, CancellationToken cancellationToken)
    {
        if (await table.GetAsync(mailbox.Value, RowKey, cancellationToken) is not { } row)
            return null;
        try
        {
            return protector.Unprotect(Purpose, mailbox, row.String(Column) ?? "");
        }
        catch (CryptographicException e)
        {
            throw new MailProviderException(MailProviderFailure.Misconfigured, "token_not_decrypted", null, e);
        }
    }

    public Task RemoveAsync(MailboxId mailbox, CancellationToken cancellationToken) => table.DeleteAsync(mailbox.Value, RowKey, null, cancellationToken);
}
