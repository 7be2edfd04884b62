namespace EmailSync.Tests.Model;

/// <summary>When two spellings are one address: letter case never counts; at Google dots and tags do not either.</summary>
internal static class SameAddress
{
    public static bool Are(string one, string other) => Plain(one) == Plain(other);

    public static string Plain(string address)
    {
        var parts = address.Trim().ToLowerInvariant().Split('@');
        if (parts.Length != 2 || parts[1] is not ("gmail.com" or "googlemail.com"))
            return string.Join('@', parts);
        var tag = parts[0].IndexOf('+', StringComparison.Ordinal);
        var name = tag < 0 ? parts[0] : parts[0][..tag];
        return name.Replace(".", "", StringComparison.Ordinal) + "@gmail.com";
    }
}
