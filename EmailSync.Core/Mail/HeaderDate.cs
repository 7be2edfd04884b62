using MimeKit.Utils;

namespace EmailSync.Core.Mail;

/// <summary>Date headers: the first that can be read.</summary>
internal static class HeaderDate
{
    private const int MaxLength = 200;

    public static DateTimeOffset? Read(IReadOnlyList<string> values)
    {
        foreach (var value in values)
            if (DateUtils.TryParse(HeaderText.Cut(value, MaxLength), out var date)) return date;
        return null;
    }
}
