using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using EmailSync.Core.Providers.Http;

namespace EmailSync.Core.Providers.Outlook;

/// <summary>What a refusal of Microsoft Graph means (https://learn.microsoft.com/graph/errors). Codes are compared without case. Pure.</summary>
internal static partial class GraphErrors
{
    /// <summary>The account has no mailbox that Graph reaches: on premises, or without a licence.</summary>
    public const string NoMailbox = "mailbox_not_enabled";

    /// <summary>The token was taken back early and comes back only with what the user must do.</summary>
    public const string ClaimsChallenge = "claims_challenge";

    // How Graph and the Exchange behind it say that a delta token is no longer any good, beside 410.
    private static readonly HashSet<string> lostStates = new(
        ["syncStateNotFound", "resyncRequired", "syncStateInvalid", "errorInvalidSyncStateData"], StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> noMailbox = new(
        ["MailboxNotEnabledForRESTAPI", "MailboxNotSupportedForRESTAPI"], StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> full = new(
        ["ErrorQuotaExceeded", "QuotaExceeded", "QuotaExceededException"], StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> throttled = new(
        ["activityLimitReached", "ApplicationThrottled", "ErrorTooManyRequests", "TooManyRequests"], StringComparer.OrdinalIgnoreCase);

    // Of the mail service behind Graph: the first from outlook.com, with whichever 4xx, the second from Exchange
    // (https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode). Neither says until when.
    private static readonly HashSet<string> sendingLimits = new(
        ["ErrorExceededMessageLimit", "ErrorSubmissionQuotaExceeded"], StringComparer.OrdinalIgnoreCase);

    private static readonly TimeSpan sendingWait = TimeSpan.FromHours(1);

    /// <param name="codes">The answer's error codes, outermost first; empty where its body was no error document.</param>
    /// <param name="goesOn">The call went on from a stored position.</param>
    /// <param name="retryAfter">From the Retry-After header.</param>
    public static MailProviderException Read(
        GraphMethod method, HttpStatusCode status, IReadOnlyList<string> codes, bool goesOn, TimeSpan? retryAfter, Exception? inner = null)
    {
        if (codes.Any(noMailbox.Contains)) return new MailProviderException(MailProviderFailure.Rejected, NoMailbox, null, inner);
        if (method == GraphMethod.DraftSend && (int)status is >= 400 and < 500 and not 401 && codes.Any(sendingLimits.Contains))
        {
            return new MailProviderException(
                MailProviderFailure.Throttled, Code((int)status, codes), RetryAfterHeader.Bounded(retryAfter ?? sendingWait), inner)
            {
                IsSendingLimit = true,
            };
        }
        var kind = Classify(method, (int)status, codes, goesOn, retryAfter is not null);
        var wait = kind is MailProviderFailure.Throttled or MailProviderFailure.Transient ? RetryAfterHeader.Bounded(retryAfter) : null;
        return new MailProviderException(kind, Code((int)status, codes), wait, inner);
    }

    private static MailProviderFailure Classify(GraphMethod method, int status, IReadOnlyList<string> codes, bool goesOn, bool namesTime) => status switch
    {
        // A fresh token was tried before a 401 comes here.
        401 => MailProviderFailure.AuthorizationLost,
        429 => MailProviderFailure.Throttled,
        >= 400 and < 500 when codes.Any(throttled.Contains) => MailProviderFailure.Throttled,
        // Overload by another name, and no fault of the message that was asked for. A write may have had its effect all the same.
        509 when IsRead(method) => MailProviderFailure.Throttled,
        503 or 504 when IsRead(method) && (namesTime || codes.Any(throttled.Contains)) => MailProviderFailure.Throttled,
        _ when IsDelta(method) && (status == 410 || codes.Any(lostStates.Contains)) => MailProviderFailure.CursorExpired,
        // A link that Graph cannot read any more is as lost as one that it forgot.
        400 when IsDelta(method) && goesOn => MailProviderFailure.CursorExpired,
        404 when method == GraphMethod.Me => MailProviderFailure.Rejected,
        404 or 410 => MailProviderFailure.NotFound,
        // The address of our own endpoint, what it answers, or a right that the app lacks: no user can mend that.
        400 or 403 when method is GraphMethod.SubscriptionCreate or GraphMethod.SubscriptionRenew => MailProviderFailure.Misconfigured,
        // The mailbox is full; neither trying again nor a new grant empties it.
        507 or 403 when status == 507 || codes.Any(full.Contains) => MailProviderFailure.Rejected,
        // Of the whole mailbox: the permission was taken back. Of one message or one send it is about that alone.
        403 when IsOfMailbox(method) => MailProviderFailure.AuthorizationLost,
        408 or 409 or 412 or 423 or >= 500 => MailProviderFailure.Transient,
        >= 400 => MailProviderFailure.Rejected,
        _ => MailProviderFailure.Transient,
    };

    private static bool IsDelta(GraphMethod method) => method is GraphMethod.MessagesDelta or GraphMethod.FoldersDelta;

    private static bool IsRead(GraphMethod method) => method is GraphMethod.Me or GraphMethod.FolderGet or GraphMethod.FoldersDelta
        or GraphMethod.MessagesDelta or GraphMethod.MessagesList or GraphMethod.MessageGet or GraphMethod.MessageRaw or GraphMethod.DraftGet
        or GraphMethod.DraftFind or GraphMethod.SubscriptionList;

    private static bool IsOfMailbox(GraphMethod method) => method is GraphMethod.Me or GraphMethod.FolderGet or GraphMethod.FoldersDelta
        or GraphMethod.MessagesDelta or GraphMethod.MessagesList or GraphMethod.DraftFind;

    private static string Code(int status, IReadOnlyList<string> codes) =>
        codes is [var code, ..] && CodeWord().IsMatch(code) ? code : string.Create(CultureInfo.InvariantCulture, $"http_{status}");

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]{0,59}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex CodeWord();
}
