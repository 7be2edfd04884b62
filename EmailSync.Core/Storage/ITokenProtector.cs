using System.Security.Cryptography;
using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Storage;

/// <summary>Encrypts secrets for rest. A text is bound to its mailbox and purpose: moved to another row it does not decrypt.</summary>
public interface ITokenProtector
{
    /// <summary>The id of the key that protects.</summary>
    string CurrentKey { get; }

    /// <summary>Other keys are known, which unprotect and protect no more.</summary>
    bool KnowsOthers { get; }

    /// <summary>False for a text under another key than the current one.</summary>
    bool IsCurrent(string protectedText);

    string Protect(string purpose, MailboxId mailbox, string plaintext);

    /// <exception cref="CryptographicException">The text is damaged, was protected for something else, or its key is not known.</exception>
    string Unprotect(string purpose, MailboxId mailbox, string protectedText);
}
