namespace EmailSync.Core.Directory;

/// <summary>What the CRM may use as an id: 1 to 128 of letters, digits and <c>. _ : ~ @ + -</c>, so that it fits a URL segment unescaped.</summary>
public static class CrmId
{
    public const int MaxLength = 128;

    public static bool IsValid(string? id) =>
        id is { Length: > 0 and <= MaxLength } && id.All(c => char.IsAsciiLetterOrDigit(c) || "._:~@+-".Contains(c, StringComparison.Ordinal))
        && id is not ("." or "..");
}
