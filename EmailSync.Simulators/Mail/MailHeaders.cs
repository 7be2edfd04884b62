using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MimeKit;
using MimeKit.Utils;

namespace EmailSync.Simulators.Mail;

/// <summary>What mail systems read from headers, leniently: junk gives less, never an exception.</summary>
internal static partial class MailHeaders
{
    private const int MaxReferences = 100;

    public static string? MessageId(RawMail mail) => mail.All("Message-ID").Select(value => value.Trim()).FirstOrDefault(value => value.Length > 0);

    /// <summary>Ids of the mails that this one answers, the nearest first.</summary>
    public static IReadOnlyList<string> References(RawMail mail)
    {
        var ids = mail.All("References").SelectMany(Ids).Reverse().Concat(mail.All("In-Reply-To").SelectMany(Ids));
        return [.. ids.Distinct(StringComparer.Ordinal).Take(MaxReferences)];
    }

    public static string Subject(RawMail mail) => Decode(mail.Header("Subject") ?? "");

    public static string Decode(string value) =>
        value.Contains("=?", StringComparison.Ordinal) ? Rfc2047.DecodeText(Encoding.UTF8.GetBytes(value)) : value;

    /// <summary>Raw bytes inside an encoded word (here a character each) are in its charset: written as the word should have them.</summary>
    public static string EscapeRawBytes(string latin1) => QuotedWord().Replace(latin1, word =>
        string.Concat(word.Value.Select(c => c < '\u0080' ? $"{c}" : string.Create(CultureInfo.InvariantCulture, $"={(int)c:X2}"))));

    /// <summary>Subject for comparing only: without reply and forward prefixes, case and runs of spaces.</summary>
    public static string SubjectKey(RawMail mail)
    {
        var subject = Spaces().Replace(Subject(mail), " ").Trim();
        while (Prefix().Match(subject) is { Success: true } match)
            subject = subject[match.Length..].TrimStart();
        return subject.ToLowerInvariant();
    }

    public static IReadOnlyList<MailboxAddress> Addresses(RawMail mail, params string[] names)
    {
        var found = new List<MailboxAddress>();
        foreach (var value in names.SelectMany(mail.All))
        {
            if (InternetAddressList.TryParse(value, out var list))
                found.AddRange(list.Mailboxes);
        }

        return found;
    }

    /// <summary>An address header as people read it: names decoded, quoted where they must be.</summary>
    public static string DecodeAddresses(string value)
    {
        if (!value.Contains("=?", StringComparison.Ordinal))
            return value;
        return InternetAddressList.TryParse(value, out var list) ? list.ToString(FormatOptions.Default, encode: false) : Decode(value);
    }

    private static IEnumerable<string> Ids(string value)
    {
        var bracketed = Bracketed().Matches(value).Select(match => match.Value).ToArray();
        return bracketed.Length > 0
            ? bracketed
            : value.Split([' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries).Where(word => word.Contains('@', StringComparison.Ordinal)).Select(word => $"<{word}>");
    }

    [GeneratedRegex("<[^<>\\s]+>")]
    private static partial Regex Bracketed();

    [GeneratedRegex(@"^\s*(re|aw|sv|fwd?|wg|antw|odp|vs|rv|tr)(\[\d+\])?\s*:", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Prefix();

    [GeneratedRegex(@"=\?[^?\s]+\?[Qq]\?[^?]*\?=")]
    private static partial Regex QuotedWord();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
