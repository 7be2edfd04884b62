using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using EmailSync.Core.Providers.Http;

namespace EmailSync.Core.Providers.Gmail;

/// <summary>What a refusal of the Gmail API means (https://developers.google.com/workspace/gmail/api/guides/handle-errors). Pure.</summary>
internal static partial class GmailErrors
{
    // A day's quota comes back at midnight in California; somebody may have raised it before.
    private static readonly TimeSpan dailyWait = TimeSpan.FromMinutes(15);

    // The limits on calls are counted by the minute; a send that has to wait for longer has met the one on mail.
    private static readonly TimeSpan longestRateLimit = TimeSpan.FromMinutes(1);

    /// <param name="reason">The <c>reason</c> of the first error in the answer, or null where the body was no error document.</param>
    /// <param name="message">The answer's text: read for what only it says, and kept out of the result since it may name people.</param>
    /// <param name="retryAfter">From the Retry-After header.</param>
    public static MailProviderException Read(
        GmailMethod method, HttpStatusCode status, string? reason, string? message, TimeSpan? retryAfter, DateTimeOffset now, Exception? inner = null)
    {
        var named = NamedTime(message, now) ?? retryAfter;
        var kind = Classify(method, (int)status, reason, message, named is not null);
        var wait = kind is MailProviderFailure.Throttled or MailProviderFailure.Transient
            ? RetryAfterHeader.Bounded(named ?? (IsDaily(reason) ? dailyWait : null))
            : null;
        return new MailProviderException(kind, Code((int)status, reason), wait, inner)
        {
            IsSendingLimit = kind == MailProviderFailure.Throttled && method == GmailMethod.DraftsSend && wait > longestRateLimit,
        };
    }

    private static MailProviderFailure Classify(GmailMethod method, int status, string? reason, string? message, bool namesTime) => status switch
    {
        // A fresh token was tried before a 401 comes here.
        401 => MailProviderFailure.AuthorizationLost,
        403 when IsRateLimit(reason) => MailProviderFailure.Throttled,
        429 => MailProviderFailure.Throttled,
        // "Not now, but then": no fault of the message that was asked for. A write may have had its effect all the same.
        503 or 504 when namesTime && IsRead(method) => MailProviderFailure.Throttled,
        408 or 409 or >= 500 => MailProviderFailure.Transient,
        404 => Missing(method),
        403 when reason is "accessNotConfigured" or "insufficientPermissions" => MailProviderFailure.Misconfigured,
        403 when reason is "domainPolicy" => MailProviderFailure.Rejected,
        // The user's grant is fine: the topic, its project or Gmail's right to publish on it is not.
        400 or 403 when method == GmailMethod.Watch => MailProviderFailure.Misconfigured,
        400 when method == GmailMethod.HistoryList && reason is not "failedPrecondition" => MailProviderFailure.CursorExpired,
        // A draft that went out already keeps its id for a while, as a message that is no draft.
        400 when method == GmailMethod.DraftsSend && message?.Contains("not a draft", StringComparison.OrdinalIgnoreCase) == true =>
            MailProviderFailure.NotFound,
        >= 400 => MailProviderFailure.Rejected,
        _ => MailProviderFailure.Transient,
    };

    private static bool IsRateLimit(string? reason) =>
        reason is "userRateLimitExceeded" or "rateLimitExceeded" || IsDaily(reason);

    private static bool IsDaily(string? reason) => reason is "dailyLimitExceeded" or "quotaExceeded";

    private static bool IsRead(GmailMethod method) => method is GmailMethod.GetProfile or GmailMethod.HistoryList or GmailMethod.MessagesList
        or GmailMethod.MessagesGet or GmailMethod.DraftsList or GmailMethod.DraftsGet or GmailMethod.SendAsList;

    private static MailProviderFailure Missing(GmailMethod method) => method switch
    {
        GmailMethod.HistoryList => MailProviderFailure.CursorExpired,
        GmailMethod.Watch => MailProviderFailure.Misconfigured,
        GmailMethod.GetProfile or GmailMethod.MessagesList or GmailMethod.DraftsList or GmailMethod.SendAsList => MailProviderFailure.Rejected,
        _ => MailProviderFailure.NotFound,
    };

    // The sending limit names its end in the text only: "User-rate limit exceeded. Retry after 2026-03-01T09:00:00.000Z".
    private static TimeSpan? NamedTime(string? message, DateTimeOffset now) =>
        message is not null && RetryAfterText().Match(message) is { Success: true } match
        && DateTimeOffset.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until)
            ? until - now
            : null;

    private static string Code(int status, string? reason) =>
        reason is not null && ReasonWord().IsMatch(reason) ? reason : string.Create(CultureInfo.InvariantCulture, $"http_{status}");

    [GeneratedRegex(@"Retry after ([0-9T:.+Z-]{10,40})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex RetryAfterText();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]{0,39}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ReasonWord();
}
