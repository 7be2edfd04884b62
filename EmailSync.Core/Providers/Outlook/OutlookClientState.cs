using System.Security.Cryptography;
using System.Text;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Providers.Outlook;

/// <summary>
/// The secret that a subscription is made with and that each of its notifications repeats: a keyed hash of the mailbox, so that nothing is kept and
/// nobody without the key can ring.
/// </summary>
public sealed class OutlookClientState(KeyHasher hasher)
{
    public string Of(MailboxId mailbox) => hasher.Hash("outlook-client-state", mailbox.Value);

    /// <summary>In constant time.</summary>
    public bool IsOf(MailboxId mailbox, string? clientState) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Of(mailbox)), Encoding.UTF8.GetBytes(clientState ?? ""));
}
