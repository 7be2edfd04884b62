using EmailSync.Core.Mail;

namespace EmailSync.Core.Sending;

/// <summary>
/// From, Date and Subject of a mail in one string: beside our token it proves that a mail is our own send and no answer into which a recipient's
/// client copied the header (invariant 6).
/// </summary>
public static class SendIdentity
{
    public static string Of(Envelope envelope) => MessageFingerprint.Of(envelope with { MessageId = null });

    /// <summary>
    /// Whether a mail that carries <paramref name="token"/> is the send of this identity. Gmail replaces the Message-ID and leaves Date; Exchange leaves
    /// the Message-ID, which begins with the token, and writes the time of sending into Date. A copy that somebody edits and sends anew has neither.
    /// </summary>
    public static bool IsOf(string identity, string token, Envelope envelope)
    {
        var found = Of(envelope);
        return found == identity
            || (envelope.MessageId?.StartsWith(token + "@", StringComparison.Ordinal) == true && WithoutDate(found) == WithoutDate(identity));
    }

    private static string WithoutDate(string identity) => identity.Split('\n') is [var id, var from, _, var subject] ? $"{id}\n{from}\n{subject}" : identity;
}
