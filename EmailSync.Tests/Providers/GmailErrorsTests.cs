using System.Net;
using EmailSync.Core.Providers;
using EmailSync.Core.Providers.Gmail;

namespace EmailSync.Tests.Providers;

[TestClass]
public sealed class GmailErrorsTests
{
    private static readonly DateTimeOffset now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    [TestMethod]
    [DataRow("MessagesGet", 400, "badRequest", MailProviderFailure.Rejected)]
    [DataRow("HistoryList", 400, "invalidArgument", MailProviderFailure.CursorExpired)]
    [DataRow("HistoryList", 400, "failedPrecondition", MailProviderFailure.Rejected)]
    [DataRow("Watch", 400, "failedPrecondition", MailProviderFailure.Misconfigured)]
    [DataRow("MessagesGet", 401, "authError", MailProviderFailure.AuthorizationLost)]
    [DataRow("MessagesGet", 403, "userRateLimitExceeded", MailProviderFailure.Throttled)]
    [DataRow("MessagesGet", 403, "rateLimitExceeded", MailProviderFailure.Throttled)]
    [DataRow("MessagesGet", 403, "dailyLimitExceeded", MailProviderFailure.Throttled)]
    [DataRow("MessagesGet", 403, "quotaExceeded", MailProviderFailure.Throttled)]
    [DataRow("MessagesGet", 403, "domainPolicy", MailProviderFailure.Rejected)]
    [DataRow("MessagesGet", 403, "forbidden", MailProviderFailure.Rejected)]
    [DataRow("MessagesGet", 403, "insufficientPermissions", MailProviderFailure.Misconfigured)]
    [DataRow("MessagesGet", 403, "accessNotConfigured", MailProviderFailure.Misconfigured)]
    [DataRow("Watch", 403, "forbidden", MailProviderFailure.Misconfigured)]
    [DataRow("Watch", 403, "domainPolicy", MailProviderFailure.Rejected)]
    [DataRow("Watch", 403, "userRateLimitExceeded", MailProviderFailure.Throttled)]
    [DataRow("Watch", 404, "notFound", MailProviderFailure.Misconfigured)]
    [DataRow("HistoryList", 404, "notFound", MailProviderFailure.CursorExpired)]
    [DataRow("MessagesGet", 404, "notFound", MailProviderFailure.NotFound)]
    [DataRow("DraftsSend", 404, "notFound", MailProviderFailure.NotFound)]
    [DataRow("GetProfile", 404, "notFound", MailProviderFailure.Rejected)]
    [DataRow("MessagesGet", 408, null, MailProviderFailure.Transient)]
    [DataRow("DraftsCreate", 413, "uploadTooLarge", MailProviderFailure.Rejected)]
    [DataRow("MessagesGet", 429, "rateLimitExceeded", MailProviderFailure.Throttled)]
    [DataRow("DraftsSend", 429, null, MailProviderFailure.Throttled)]
    [DataRow("DraftsSend", 500, "backendError", MailProviderFailure.Transient)]
    [DataRow("DraftsSend", 504, null, MailProviderFailure.Transient)]
    [DataRow("MessagesGet", 503, "backendError", MailProviderFailure.Transient)]
    [DataRow("MessagesGet", 302, null, MailProviderFailure.Transient)]
    public void A_refusal_is_sorted_by_status_reason_and_call(string method, int status, string? reason, MailProviderFailure expected)
    {
        var failure = GmailErrors.Read(Enum.Parse<GmailMethod>(method), (HttpStatusCode)status, reason, "text", null, now);

        Assert.AreEqual(expected, failure.Kind);
        Assert.AreEqual(reason ?? $"http_{status}", failure.Code);
    }

    [TestMethod]
    [DataRow("MessagesGet", 503, MailProviderFailure.Throttled)]
    [DataRow("HistoryList", 504, MailProviderFailure.Throttled)]
    [DataRow("MessagesGet", 500, MailProviderFailure.Transient)]
    [DataRow("DraftsSend", 503, MailProviderFailure.Transient)]
    public void An_overload_that_names_its_end_is_no_fault_of_what_was_read(string method, int status, MailProviderFailure expected)
    {
        var failure = GmailErrors.Read(Enum.Parse<GmailMethod>(method), (HttpStatusCode)status, "backendError", null, TimeSpan.FromSeconds(20), now);

        Assert.AreEqual((expected, TimeSpan.FromSeconds(20)), (failure.Kind, failure.RetryAfter));
    }

    [TestMethod]
    [DataRow("dailyLimitExceeded")]
    [DataRow("quotaExceeded")]
    public void A_days_quota_is_not_asked_for_every_few_seconds(string reason)
    {
        var failure = GmailErrors.Read(GmailMethod.MessagesGet, HttpStatusCode.Forbidden, reason, "Daily Limit Exceeded", null, now);

        Assert.AreEqual(TimeSpan.FromMinutes(15), failure.RetryAfter);
    }

    [TestMethod]
    public void A_draft_that_went_out_already_is_not_found()
    {
        var failure = GmailErrors.Read(GmailMethod.DraftsSend, HttpStatusCode.BadRequest, "invalidArgument", "Message not a draft", null, now);

        Assert.AreEqual(MailProviderFailure.NotFound, failure.Kind);
    }

    [TestMethod]
    [DataRow("DraftsSend", "User-rate limit exceeded.  Retry after 2026-03-01T09:10:00.000Z", true)]
    [DataRow("DraftsSend", "User-rate limit exceeded.  Retry after 2026-03-01T09:00:20.000Z", false)]
    [DataRow("DraftsSend", "Too many concurrent requests for user", false)]
    [DataRow("MessagesGet", "User-rate limit exceeded.  Retry after 2026-03-01T09:10:00.000Z", false)]
    public void R34_A_sending_limit_is_told_from_other_limits(string method, string message, bool isSendingLimit) => Assert.AreEqual(
        isSendingLimit,
        GmailErrors.Read(Enum.Parse<GmailMethod>(method), HttpStatusCode.TooManyRequests, "rateLimitExceeded", message, null, now).IsSendingLimit);

    [TestMethod]
    [DataRow("User-rate limit exceeded.  Retry after 2026-03-01T09:10:00.000Z", null, 600)]
    [DataRow("User-rate limit exceeded. Retry after 2026-03-01T09:10:00Z (Mail sending)", 30, 600)]
    [DataRow("Too many concurrent requests for user", 30, 30)]
    [DataRow("Retry after lunch", null, null)]
    [DataRow("Retry after 2026-03-01T08:00:00Z", null, 1)]
    [DataRow(null, 0, 1)]
    [DataRow("Retry after 2036-03-01T08:00:00Z", null, 48 * 3600)]
    [DataRow(null, null, null)]
    public void The_time_to_wait_comes_from_the_text_then_from_the_header(string? message, int? header, int? expected)
    {
        TimeSpan? retryAfter = header is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

        var failure = GmailErrors.Read(GmailMethod.DraftsSend, HttpStatusCode.TooManyRequests, "userRateLimitExceeded", message, retryAfter, now);

        Assert.AreEqual(expected, (int?)failure.RetryAfter?.TotalSeconds);
    }

    [TestMethod]
    [DataRow("ana@mail.example said no")]
    [DataRow("")]
    [DataRow("a-very-long-reason-that-nobody-would-ever-write-down-in-full")]
    public void A_reason_that_is_no_plain_word_stays_out_of_the_code(string reason)
    {
        var failure = GmailErrors.Read(GmailMethod.MessagesGet, HttpStatusCode.BadRequest, reason, "text", null, now);

        Assert.AreEqual("http_400", failure.Code);
    }

    [TestMethod]
    [DataRow(400, "invalid_grant", MailProviderFailure.AuthorizationLost)]
    [DataRow(400, "admin_policy_enforced", MailProviderFailure.AuthorizationLost)]
    [DataRow(401, "invalid_client", MailProviderFailure.Misconfigured)]
    [DataRow(400, "unauthorized_client", MailProviderFailure.Misconfigured)]
    [DataRow(400, "redirect_uri_mismatch", MailProviderFailure.Misconfigured)]
    [DataRow(400, null, MailProviderFailure.Transient)]
    [DataRow(429, "rate_limit_exceeded", MailProviderFailure.Throttled)]
    [DataRow(503, "invalid_grant", MailProviderFailure.Transient)]
    [DataRow(302, null, MailProviderFailure.Transient)]
    public void Only_a_dead_grant_counts_as_lost_authorisation(int status, string? error, MailProviderFailure expected)
    {
        Assert.AreEqual(expected, GoogleTokenEndpoint.Classify((HttpStatusCode)status, error));
    }
}
