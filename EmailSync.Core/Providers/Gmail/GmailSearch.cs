using System.Globalization;
using EmailSync.Core.Directory;

namespace EmailSync.Core.Providers.Gmail;

/// <summary>What is asked of Gmail's search. Pure.</summary>
internal static class GmailSearch
{
    private static readonly string[] headers = ["from", "to", "cc", "bcc"];

    /// <summary>
    /// "after" leaves out the second it names, and dates instead of seconds would mean Pacific time. An address is compared as it is written, without
    /// what Gmail itself knows of dots and tags; braces mean "any of these".
    /// </summary>
    public static string Query(DateTimeOffset since, EmailAddress? about)
    {
        var after = "after:" + (since.ToUnixTimeSeconds() - 1).ToString(CultureInfo.InvariantCulture);
        return about is { } address
            ? $"{{{string.Join(' ', address.Spellings.SelectMany(spelling => headers.Select(header => $"{header}:\"{spelling}\"")))}}} {after}"
            : after;
    }
}
