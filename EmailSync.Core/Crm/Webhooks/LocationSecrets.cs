using System.Security.Cryptography;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Crm.Webhooks;

/// <summary>Secrets that a location gives us, encrypted so that one location's cannot be put in another's place.</summary>
public sealed class LocationSecrets(ITokenProtector protector, TableKeys keys)
{
    private const string Purpose = "webhook-secret";
    private const string PasswordPurpose = "provider-password";

    public string Protect(LocationId location, string secret) => protector.Protect(Purpose, Subject(location), secret);

    public string Reveal(LocationId location, string protectedSecret) => protector.Unprotect(Purpose, Subject(location), protectedSecret);

    /// <summary>Whether it is the one that is kept; not where the kept one cannot be read any more.</summary>
    public bool IsSame(LocationId location, string protectedSecret, string secret)
    {
        try
        {
            return Reveal(location, protectedSecret) == secret;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Of the location's own mail service.</summary>
    public string ProtectPassword(LocationId location, string password) => protector.Protect(PasswordPurpose, Subject(location), password);

    public string RevealPassword(LocationId location, string protectedPassword) => protector.Unprotect(PasswordPurpose, Subject(location), protectedPassword);

    private MailboxId Subject(LocationId location) => new(keys.Location(location));
}
