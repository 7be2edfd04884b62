namespace EmailSync.Core.Storage;

/// <summary>Names that every backend accepts: 1 to 1,024 characters in segments that are neither empty nor made of dots.</summary>
internal static class BlobRules
{
    private const int MaxNameChars = 1024;

    public static void CheckName(string? name)
    {
        var legal = name is { Length: > 0 and <= MaxNameChars }
            && !name.Any(c => char.IsControl(c) || c is '\\' or '?' or '#' or '%')
            && name.Split('/').All(segment => segment.Length > 0 && segment[^1] != '.');
        if (!legal)
            throw new ArgumentException("A blob's name is not one that Blob Storage keeps as it is.");
    }
}
