using System.Globalization;
using EmailSync.Core.Directory;

namespace EmailSync.Core.Mail;

/// <summary>
/// What makes a mail the same mail in several mailboxes (R26): Message-ID, From, Date and Subject together. Message-ID alone does not, since
/// software repeats them. Holds personal data: hash it before it becomes part of a key.
/// </summary>
public static class MessageFingerprint
{
    /// <summary>Lines cannot be confused with each other: no header value holds a line break. An absent Message-ID differs from every present one.</summary>
    public static string Of(Envelope envelope) => string.Join('\n',
        envelope.MessageId is { } id ? "id:" + id : "none",
        string.Join(' ', envelope.From.Select(Key).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)),
        envelope.Date is { } date ? date.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) : "none",
        string.Join(' ', (envelope.Subject ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    private static string Key(MailAddress from) =>
        EmailAddress.TryParse(from.Address, out var address) ? address.MatchKey : from.Address.Trim().ToLowerInvariant();
}
