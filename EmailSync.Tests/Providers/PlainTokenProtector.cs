using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;

namespace EmailSync.Tests.Providers;

/// <summary>Binds to mailbox and purpose as the real one does, without hiding anything.</summary>
internal sealed class PlainTokenProtector : ITokenProtector
{
    public string CurrentKey => "plain";

    public bool KnowsOthers => false;

    public bool IsCurrent(string protectedText) => true;

    public string Protect(string purpose, MailboxId mailbox, string plaintext) => $"{purpose}|{mailbox}|{plaintext}";

    public string Unprotect(string purpose, MailboxId mailbox, string protectedText)
    {
        var bound = $"{purpose}|{mailbox}|";
        return protectedText.StartsWith(bound, StringComparison.Ordinal)
            ? protectedText[bound.Length..]
            : throw new System.Security.Cryptography.CryptographicException("Protected for something else.");
    }
}
