using EmailSync.Core.Mail;

namespace EmailSync.Core.Sending;

/// <summary>
/// From, Date and Subject of a mail in one string: beside our token it proves that a mail is our own send and no answer into which a recipient's
/// client copied the header (invariant 6). Message-ID is left out, as Gmail replaces it.
/// </summary>
public static class SendIdentity
{
    public static string Of(Envelope envelope) => MessageFingerprint.Of(envelope with { MessageId = null });
}
