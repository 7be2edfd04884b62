using System.Globalization;
using System.Text;
using EmailSync.Core.Directory;

namespace EmailSync.Core.Mail;

/// <summary>
/// Writes header text so that it is read back exactly: readable where it is plain ASCII, else as encoded words (RFC 2047) cut between characters.
/// Lines are folded well below the limit of RFC 5322.
/// </summary>
internal static class HeaderWriter
{
    private const string Fold = "\r\n ";
    private const int MaxLine = 76;
    private const int MaxWord = 60;

    // 36 bytes are 48 characters of base64 and, dressed up, 60: with any header name in front still one line.
    private const int BytesPerWord = 36;

    /// <summary>Unstructured text, such as a subject.</summary>
    public static string Text(string text, int column) => IsPlain(text) ? FoldWords(text, column) : Encode(text);

    /// <summary>Mailboxes separated by commas, one a line.</summary>
    public static string Mailboxes(IEnumerable<MailAddress> addresses) => string.Join("," + Fold, addresses.Select(Mailbox));

    // MimeKit writes offsets west of Greenwich that have minutes in a way that nobody reads.
    public static string Date(DateTimeOffset date) =>
        date.ToString("ddd, dd MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture) + date.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);

    private static string Mailbox(MailAddress mailbox)
    {
        var address = AsciiDomain(mailbox.Address.Trim());
        if (string.IsNullOrEmpty(mailbox.Name)) return address;
        if (!IsPlain(mailbox.Name) || mailbox.Name.Length > MaxWord) return Encode(mailbox.Name) + Fold + $"<{address}>";
        var quoted = mailbox.Name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        return mailbox.Name.All(c => char.IsAsciiLetterOrDigit(c) || c == ' ') ? $"{mailbox.Name} <{address}>" : $"\"{quoted}\" <{address}>";
    }

    private static string AsciiDomain(string address)
    {
        var at = address.IndexOf('@', StringComparison.Ordinal);
        return !Ascii.IsValid(address.AsSpan(at + 1)) && EmailAddressDomain.TryGetAscii(address[(at + 1)..], out var domain) ? $"{address[..at]}@{domain}" : address;
    }

    private static bool IsPlain(string text) =>
        text.All(c => c is >= ' ' and < '\u007f') && !text.Contains("=?", StringComparison.Ordinal) && !text.Contains("  ", StringComparison.Ordinal)
        && !text.StartsWith(' ') && !text.EndsWith(' ') && text.Split(' ').All(word => word.Length <= MaxWord);

    private static string FoldWords(string text, int column)
    {
        var folded = new StringBuilder();
        foreach (var word in text.Split(' '))
        {
            var isFirst = folded.Length == 0;
            var breaks = !isFirst && column + 1 + word.Length > MaxLine;
            folded.Append(isFirst ? "" : breaks ? Fold : " ").Append(word);
            column = (breaks ? 1 : column + (isFirst ? 0 : 1)) + word.Length;
        }

        return folded.ToString();
    }

    private static string Encode(string text)
    {
        var words = new List<string>();
        var bytes = new List<byte>();
        Span<byte> buffer = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            var count = rune.EncodeToUtf8(buffer);
            if (bytes.Count + count > BytesPerWord) Close();
            bytes.AddRange(buffer[..count]);
        }

        Close();
        return string.Join(Fold, words);

        void Close()
        {
            words.Add($"=?utf-8?B?{Convert.ToBase64String(bytes.ToArray())}?=");
            bytes.Clear();
        }
    }
}
