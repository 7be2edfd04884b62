using System.Net;
using System.Text;
using EmailSync.Core.Providers;
using EmailSync.Core.Providers.Outlook;

namespace EmailSync.Tests.Providers;

[TestClass]
public sealed class GraphErrorsTests
{
    [TestMethod]
    [DataRow("MessageGet", 401, "InvalidAuthenticationToken", MailProviderFailure.AuthorizationLost)]
    [DataRow("MessageGet", 404, "ErrorItemNotFound", MailProviderFailure.NotFound)]
    [DataRow("MessageGet", 400, "ErrorInvalidIdMalformed", MailProviderFailure.Rejected)]
    [DataRow("MessageGet", 403, "ErrorAccessDenied", MailProviderFailure.Rejected)]
    [DataRow("MessagesList", 403, "ErrorAccessDenied", MailProviderFailure.AuthorizationLost)]
    [DataRow("MessagesDelta", 410, "syncStateNotFound", MailProviderFailure.CursorExpired)]
    [DataRow("MessagesDelta", 404, "SYNCSTATENOTFOUND", MailProviderFailure.CursorExpired)]
    [DataRow("MessagesDelta", 400, "resyncRequired", MailProviderFailure.CursorExpired)]
    [DataRow("MessagesDelta", 404, "ErrorItemNotFound", MailProviderFailure.NotFound)]
    [DataRow("MessageGet", 429, "ApplicationThrottled", MailProviderFailure.Throttled)]
    [DataRow("MessageGet", 403, "errorTooManyRequests", MailProviderFailure.Throttled)]
    [DataRow("DraftSend", 403, "ErrorSendAsDenied", MailProviderFailure.Rejected)]
    [DataRow("DraftSend", 503, "serviceNotAvailable", MailProviderFailure.Transient)]
    [DataRow("DraftSend", 409, "ErrorIrresolvableConflict", MailProviderFailure.Transient)]
    [DataRow("DraftCreate", 413, "RequestEntityTooLarge", MailProviderFailure.Rejected)]
    [DataRow("DraftCreate", 507, "quotaLimitReached", MailProviderFailure.Rejected)]
    [DataRow("MessagesDelta", 403, "ErrorQuotaExceeded", MailProviderFailure.Rejected)]
    [DataRow("FoldersDelta", 403, "errorAccessDenied", MailProviderFailure.AuthorizationLost)]
    [DataRow("SubscriptionCreate", 400, "ValidationError", MailProviderFailure.Misconfigured)]
    [DataRow("SubscriptionRenew", 404, "ResourceNotFound", MailProviderFailure.NotFound)]
    public void A_refusal_is_sorted_by_what_is_to_be_done(string method, int status, string code, MailProviderFailure kind)
    {
        var failure = GraphErrors.Read(Enum.Parse<GraphMethod>(method), (HttpStatusCode)status, [code], goesOn: false, null);

        Assert.AreEqual((kind, code), (failure.Kind, failure.Code));
    }

    [TestMethod]
    [DataRow("MessageRaw", 503, "serviceNotAvailable", 20, MailProviderFailure.Throttled)]
    [DataRow("MessagesDelta", 504, "gatewayTimeout", 20, MailProviderFailure.Throttled)]
    [DataRow("MessageRaw", 503, "serviceNotAvailable", null, MailProviderFailure.Transient)]
    [DataRow("MessageRaw", 503, "ApplicationThrottled", null, MailProviderFailure.Throttled)]
    [DataRow("MessageRaw", 509, "bandwidthLimitExceeded", null, MailProviderFailure.Throttled)]
    [DataRow("DraftSend", 503, "serviceNotAvailable", 20, MailProviderFailure.Transient)]
    [DataRow("DraftSend", 509, "bandwidthLimitExceeded", 20, MailProviderFailure.Transient)]
    [DataRow("DraftSend", 429, "ApplicationThrottled", 0, MailProviderFailure.Throttled)]
    public void An_overload_that_names_its_end_is_no_fault_of_what_was_read(string method, int status, string code, int? retryAfter, MailProviderFailure kind)
    {
        TimeSpan? wait = retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

        var failure = GraphErrors.Read(Enum.Parse<GraphMethod>(method), (HttpStatusCode)status, [code], goesOn: false, wait);

        Assert.AreEqual((kind, retryAfter is null ? null : Math.Max(1, retryAfter.Value)), (failure.Kind, (int?)failure.RetryAfter?.TotalSeconds));
    }

    [TestMethod]
    [DataRow("DraftSend", 403, "ErrorExceededMessageLimit", null, true)]
    [DataRow("DraftSend", 429, "errorExceededMessageLimit", 7200, true)]
    [DataRow("DraftSend", 400, "ErrorSubmissionQuotaExceeded", null, true)]
    [DataRow("DraftSend", 429, "ErrorTooManyRequests", 7200, false)]
    [DataRow("DraftSend", 503, "ErrorSubmissionQuotaExceeded", null, false)]
    [DataRow("MessageGet", 429, "ErrorExceededMessageLimit", null, false)]
    public void R34_A_sending_limit_is_told_from_other_limits(string method, int status, string code, int? retryAfter, bool isSendingLimit)
    {
        TimeSpan? wait = retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

        var failure = GraphErrors.Read(Enum.Parse<GraphMethod>(method), (HttpStatusCode)status, [code], goesOn: false, wait);

        Assert.AreEqual(isSendingLimit, failure.IsSendingLimit);
        if (isSendingLimit)
            Assert.AreEqual((MailProviderFailure.Throttled, wait ?? TimeSpan.FromHours(1)), (failure.Kind, failure.RetryAfter));
    }

    [TestMethod]
    public void A_mailbox_that_Graph_does_not_reach_has_a_word_of_its_own_whatever_the_status()
    {
        var failure = GraphErrors.Read(GraphMethod.FoldersDelta, HttpStatusCode.NotFound, ["mailboxNotEnabledForRestApi"], false, null);

        Assert.AreEqual((MailProviderFailure.Rejected, "mailbox_not_enabled"), (failure.Kind, failure.Code));
    }

    [TestMethod]
    public void A_stored_link_that_is_not_understood_is_lost_and_a_first_call_that_is_not_is_refused()
    {
        var goingOn = GraphErrors.Read(GraphMethod.MessagesDelta, HttpStatusCode.BadRequest, ["BadRequest"], goesOn: true, null);
        var first = GraphErrors.Read(GraphMethod.MessagesDelta, HttpStatusCode.BadRequest, ["BadRequest"], goesOn: false, null);

        Assert.AreEqual((MailProviderFailure.CursorExpired, MailProviderFailure.Rejected), (goingOn.Kind, first.Kind));
    }

    [TestMethod]
    [DataRow("""{"error":{"code":"outer","innerError":{"code":"middle","innererror":{"code":"inner"}}}}""", "outer middle inner")]
    [DataRow("""{"error":{"code":7}}""", "")]
    [DataRow("""{"error":"invalid"}""", "")]
    [DataRow("""[1]""", "")]
    [DataRow("<html>", "")]
    [DataRow("", "")]
    public void Codes_are_read_from_whatever_comes(string body, string codes) =>
        Assert.AreEqual(codes, string.Join(' ', GraphErrorBody.Codes(Encoding.UTF8.GetBytes(body))));

    [TestMethod]
    public void A_code_that_is_no_word_is_not_repeated()
    {
        var failure = GraphErrors.Read(GraphMethod.MessageGet, HttpStatusCode.BadRequest, ["ana@mail.example is bad"], false, TimeSpan.FromSeconds(9));

        Assert.AreEqual("http_400", failure.Code);
        Assert.IsNull(failure.RetryAfter);
    }
}
