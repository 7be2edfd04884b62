using System.Buffers;
using System.Globalization;
using System.Text;

namespace EmailSync.Core.Directory;

/// <summary>
/// A usable address. It is shown and written to exactly as received; it is compared by <see cref="MatchKey"/>, also by <c>==</c>.
/// </summary>
public readonly record struct EmailAddress
{
    private const int MaxLocalOctets = 64;
    private const int MaxOctets = 254;
    private static readonly SearchValues<char> refusedInLocal = SearchValues.Create("\"\\<>()[],;:@");

    private readonly string? display;
    private readonly string? matchKey;

    private EmailAddress(string display, string matchKey) => (this.display, this.matchKey) = (display, matchKey);

    public string Display => display ?? "";

    /// <summary>
    /// Equal for addresses that reach the same mailbox for certain: case and the spelling of international domains do not count. Dots and tags
    /// are folded for gmail.com and googlemail.com only; elsewhere they may well tell people apart.
    /// </summary>
    public string MatchKey => matchKey ?? "";

    /// <summary>The spellings under which a search should look for it: as written, and the plainest.</summary>
    public IReadOnlyList<string> Spellings =>
        string.Equals(Display, MatchKey, StringComparison.OrdinalIgnoreCase) ? [Display] : [Display, MatchKey];

    public bool Equals(EmailAddress other) => string.Equals(MatchKey, other.MatchKey, StringComparison.Ordinal);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(MatchKey);

    public override string ToString() => Display;

    /// <summary>Both are addresses, and mail to the one reaches the other.</summary>
    public static bool Same(string? one, string? other) =>
        TryParse(one, out var a) && TryParse(other, out var b) && a.Equals(b);

    /// <summary>An addr-spec without quoting, comments or name (RFC 5321, RFC 6531). False for anything that should not be written into a header.</summary>
    public static bool TryParse(string? text, out EmailAddress address)
    {
        address = default;
        var trimmed = text?.Trim(' ') ?? "";
        if (trimmed.Length is 0 or > MaxOctets || !IsWellFormed(trimmed)) return false;
        var at = trimmed.IndexOf('@', StringComparison.Ordinal);
        if (at < 1 || trimmed.AsSpan(0, at).ContainsAny(refusedInLocal)) return false;
        var local = trimmed[..at];
        if (!EmailAddressDomain.TryGetAscii(trimmed[(at + 1)..], out var domain)) return false;
        if (Encoding.UTF8.GetByteCount(local) > MaxLocalOctets) return false;
        if (Encoding.UTF8.GetByteCount(trimmed) > MaxOctets || Encoding.UTF8.GetByteCount(local) + 1 + domain.Length > MaxOctets) return false;
        address = new EmailAddress(trimmed, Key(local.Normalize().ToLowerInvariant().Normalize(), domain));
        return true;
    }

    private static string Key(string local, string domain)
    {
        if (domain is not ("gmail.com" or "googlemail.com")) return $"{local}@{domain}";
        var folded = local.Split('+', 2)[0].Replace(".", "", StringComparison.Ordinal);
        return $"{(folded.Length > 0 ? folded : local)}@gmail.com";
    }

    // Invisible and direction-changing characters make two addresses look like one.
    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune)) return false;
            if (Rune.IsControl(rune) || Rune.IsWhiteSpace(rune)) return false;
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned) return false;
            i += rune.Utf16SequenceLength;
        }

        return true;
    }
}
