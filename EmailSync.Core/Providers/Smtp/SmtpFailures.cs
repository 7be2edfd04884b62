using System.Globalization;
using System.Text.RegularExpressions;
using EmailSync.Core.Providers.Targets;
using EmailSync.Core.Sending;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace EmailSync.Core.Providers.Smtp;

/// <summary>What a failed SMTP dialogue means for the mail (RFC 5321 section 4.2, RFC 3463).</summary>
internal static partial class SmtpFailures
{
    private const string Unreachable = "unreachable";

    /// <summary>Before any mail is spoken of: nothing has been sent for certain, and what the service refuses for good is the location and not the mail.</summary>
    public static LocationMailException Opening(Exception e) => e switch
    {
        SmtpCommandException command => Of(command, LocationMailFailure.NoEntry),
        AuthenticationException { InnerException: SmtpCommandException command } when IsTemporary(command) => Of(command, LocationMailFailure.NoEntry),
        AuthenticationException => new LocationMailException(LocationMailFailure.NoEntry, "sign_in_refused", e),
        TargetNotAllowedException => new LocationMailException(LocationMailFailure.NoEntry, "address_not_allowed", e),
        SslHandshakeException => new LocationMailException(LocationMailFailure.NoEntry, "tls_failed", e),

        // MailKit's word for a service that does not offer STARTTLS, or no way to sign in that we know.
        NotSupportedException => new LocationMailException(LocationMailFailure.NoEntry, "not_offered", e),
        _ => new LocationMailException(LocationMailFailure.Temporary, Unreachable, e),
    };

    /// <summary>While a mail is handed over.</summary>
    public static LocationMailException Sending(Exception e, bool contentHasBegun) => e switch
    {
        SmtpCommandException command => Of(command, LocationMailFailure.Refused),

        ServiceNotAuthenticatedException => new LocationMailException(LocationMailFailure.NoEntry, "sign_in_required", e),

        // An address beyond ASCII, and a service without SMTPUTF8 (RFC 6531).
        NotSupportedException => new LocationMailException(LocationMailFailure.Refused, "5.6.7", e),
        _ when contentHasBegun => new LocationMailException(LocationMailFailure.OutcomeUnknown, "connection_lost", e),
        _ => new LocationMailException(LocationMailFailure.Temporary, Unreachable, e),
    };

    /// <summary>The enhanced status code at the beginning of a reply's text, else the reply's own code.</summary>
    public static string Code(int reply, string? text) =>
        text is not null && Enhanced().Match(text) is { Success: true } match ? match.Value : reply.ToString(CultureInfo.InvariantCulture);

    private static LocationMailException Of(SmtpCommandException e, LocationMailFailure forGood) => new(
        IsTemporary(e) ? LocationMailFailure.Temporary : forGood, Code((int)e.StatusCode, e.Message), e);

    private static bool IsTemporary(SmtpCommandException e) => (int)e.StatusCode / 100 == 4;

    [GeneratedRegex(@"^[245]\.\d{1,3}\.\d{1,3}(?=\s|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Enhanced();
}
