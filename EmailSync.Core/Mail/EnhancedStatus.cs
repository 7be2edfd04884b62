using System.Text.RegularExpressions;

namespace EmailSync.Core.Mail;

/// <summary>Enhanced status codes (RFC 3463), as systems write them into reports.</summary>
public static partial class EnhancedStatus
{
    /// <summary>Not delivered, and nobody says why.</summary>
    public const string Unknown = "5.0.0";

    private const int MaxText = 4_000;

    // Nobody has the address, or nobody will ever read there: RFC 3463 sections 3.2 and 3.3, and Exchange's 5.1.10.
    private static readonly HashSet<string> noSuchMailbox = new(StringComparer.Ordinal) { "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1" };

    /// <summary>The first code in the text, in its one form (no leading zeros); null where there is none.</summary>
    public static string? FindIn(string? text)
    {
        var match = Code().Match(text is { Length: > MaxText } ? text[..MaxText] : text ?? "");
        return match.Success
            ? string.Join('.', match.Value.Split('.').Select(number => number.TrimStart('0') is { Length: > 0 } digits ? digits : "0"))
            : null;
    }

    public static bool IsPermanent(string code) => code.StartsWith('5');

    /// <summary>The address itself is at fault, and no later mail will fare better: neither a full mailbox nor a refused content.</summary>
    public static bool IsHard(string code) => noSuchMailbox.Contains(code);

    [GeneratedRegex(@"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?!\.?\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Code();
}
