namespace EmailSync.Core.Mail;

/// <summary>The extension of a file name, where it says something.</summary>
internal static class FileExtension
{
    private const int MaxLength = 20;

    /// <summary>What follows the last dot: short, letters and digits, not digits alone ("Report 12.03" has none). Lower case; null where there is none.</summary>
    public static string? Of(string name)
    {
        var trimmed = name.TrimEnd();
        var dot = trimmed.LastIndexOf('.');
        if (dot < 0 || trimmed.Length - dot - 1 is 0 or > MaxLength) return null;
        var extension = trimmed[(dot + 1)..];
        return extension.All(char.IsAsciiLetterOrDigit) && extension.Any(char.IsAsciiLetter) ? extension.ToLowerInvariant() : null;
    }
}
