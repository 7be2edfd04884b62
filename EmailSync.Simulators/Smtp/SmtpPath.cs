using MimeKit;

namespace EmailSync.Simulators.Smtp;

/// <summary>The argument of MAIL and RCPT: an address in angle brackets and parameters behind it (RFC 5321, 4.1.2).</summary>
internal sealed record SmtpPath(string Address, IReadOnlyList<(string Name, string? Value)> Parameters)
{
    private const int MaxLocalPart = 64;
    private const int MaxAddress = 254;
    private static readonly ParserOptions strict = new() { AddressParserComplianceMode = RfcComplianceMode.Strict, AllowAddressesWithoutDomain = false };

    public bool IsAscii => Address.All(letter => letter <= '\x7f');

    /// <returns>null where it is no path; an empty address is the reverse path of delivery reports.</returns>
    public static SmtpPath? Parse(string text)
    {
        var trimmed = text.TrimStart(' ');
        if (!trimmed.StartsWith('<') || End(trimmed) is not (> 0 and var end))
            return null;
        var address = trimmed[1..end];
        var rest = trimmed[(end + 1)..];
        if (rest.Length > 0 && rest[0] != ' ')
            return null;
        var parameters = rest.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => word.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
                ? (word[..at].ToUpperInvariant(), (string?)word[(at + 1)..])
                : (word.ToUpperInvariant(), null))
            .ToArray();
        return address.Length == 0 || IsAddress(address) ? new SmtpPath(address, parameters) : null;
    }

    private static int End(string text)
    {
        var quoted = false;
        for (var index = 1; index < text.Length; index++)
        {
            if (text[index] == '\\' && quoted)
                index++;
            else if (text[index] == '"')
                quoted = !quoted;
            else if (text[index] == '>' && !quoted)
                return index;
        }

        return -1;
    }

    private static bool IsAddress(string text)
    {
        var at = text.LastIndexOf('@');
        return at is > 0 and <= MaxLocalPart && text.Length <= MaxAddress && at < text.Length - 1 && !text.Any(char.IsControl)
            && MailboxAddress.TryParse(strict, text, out var address) && address.Address == text;
    }
}
