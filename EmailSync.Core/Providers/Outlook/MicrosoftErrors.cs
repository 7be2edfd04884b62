using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace EmailSync.Core.Providers.Outlook;

/// <summary>
/// What a refusal of Microsoft's identity platform means (https://learn.microsoft.com/entra/identity-platform/reference-error-codes). Its word decides;
/// its numbers only where the word is said of several things. Pure.
/// </summary>
internal static partial class MicrosoftErrors
{
    private const int ClientLoop = 50196;

    /// <summary>No consent, and consent that only an administrator can give.</summary>
    private static readonly int[] consentNeeded = [65001, 90094];

    // The account or what its tenant demands of it: signing in again helps, or shows the person why not.
    private static readonly HashSet<int> ofTheUser =
    [
        50020, 50034, 50055, 50057, 50058, 50072, 50074, 50076, 50078, 50079, 50085, 50089, 50097, 50105, 50131, 50132, 50133, 50144, 50158, 50173,
        53000, 53001, 53002, 53003, 53004, 54005, 65001, 65004, 70000, 70008, 70043, 90094, 700082, 700084,
    ];

    // A secret that is wrong or old, an app that is unknown, or one for a single tenant that is asked through "common".
    private static readonly HashSet<int> ofTheApp = [50194, 70002, 700016, 501481, 7000215, 7000222];

    public static MailProviderFailure Classify(HttpStatusCode status, string? error, IReadOnlyList<int> codes) => ((int)status, error) switch
    {
        _ when codes.Contains(ClientLoop) => MailProviderFailure.Throttled,
        (429, _) => MailProviderFailure.Throttled,
        (408 or >= 500 or < 400, _) or (_, "temporarily_unavailable" or "server_error") => MailProviderFailure.Transient,
        _ when codes.Any(ofTheApp.Contains) => MailProviderFailure.Misconfigured,
        (_, "invalid_grant" or "interaction_required" or "consent_required" or "login_required") => MailProviderFailure.AuthorizationLost,
        _ when codes.Any(ofTheUser.Contains) => MailProviderFailure.AuthorizationLost,
        (_, null) => MailProviderFailure.Transient,
        _ => MailProviderFailure.Misconfigured,
    };

    /// <summary>Short and safe to show: the number where there is one, for it says why.</summary>
    public static string Code(HttpStatusCode status, string? error, IReadOnlyList<int> codes) => codes is [var number, ..]
        ? string.Create(CultureInfo.InvariantCulture, $"AADSTS{number}")
        : error is { Length: > 0 and <= 40 } && error.All(c => char.IsAsciiLetterLower(c) || c == '_') ? error
        : string.Create(CultureInfo.InvariantCulture, $"http_{(int)status}");

    public static bool NeedsAdministrator(IReadOnlyList<int> codes) => codes.Any(code => consentNeeded.Contains(code));

    /// <summary>The numbers in a description, which is all that a browser brings back.</summary>
    public static IReadOnlyList<int> Numbers(string? description) =>
    [
        .. Number().Matches(description ?? "")
            .Select(match => int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
    ];

    [GeneratedRegex("AADSTS([0-9]{4,8})", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Number();
}
