namespace EmailSync.Tests.Pipeline;

/// <summary>What becomes of a mailbox and a mail with each error of Graph and of Microsoft's token endpoint.</summary>
[TestClass]
public sealed class OutlookErrorTableTests
{
    [TestMethod]
    [DataRow("feed", 401, "InvalidAuthenticationToken", null, "ReauthRequired; InvalidAuthenticationToken; undecided; - -> undecided")]
    [DataRow("feed", 403, "accessDenied", null, "ReauthRequired; accessDenied; undecided; - -> undecided")]
    [DataRow("feed", 403, "ErrorAccessDenied", null, "ReauthRequired; ErrorAccessDenied; undecided; - -> undecided")]
    [DataRow("feed", 404, "MailboxNotEnabledForRESTAPI", null, "Connected; mailbox_not_enabled; undecided; 15s -> Synced")]
    [DataRow("feed", 409, "ErrorIrresolvableConflict", null, "Connected; ErrorIrresolvableConflict; undecided; 15s -> Synced")]
    [DataRow("feed", 429, "activityLimitReached", 60, "Connected; activityLimitReached; undecided; 60s -> Synced")]
    [DataRow("feed", 429, "ApplicationThrottled", 1, "Connected; ApplicationThrottled; undecided; 1s -> Synced")]
    [DataRow("feed", 429, "ErrorTooManyRequests", null, "Connected; ErrorTooManyRequests; undecided; 15s -> Synced")]
    [DataRow("feed", 500, "generalException", null, "Connected; generalException; undecided; 15s -> Synced")]
    [DataRow("feed", 502, "generalException", null, "Connected; generalException; undecided; 15s -> Synced")]
    [DataRow("feed", 503, "serviceNotAvailable", 60, "Connected; serviceNotAvailable; undecided; 60s -> Synced")]
    [DataRow("feed", 504, "gatewayTimeout", null, "Connected; gatewayTimeout; undecided; 15s -> Synced")]
    [DataRow("feed", 507, "quotaLimitReached", null, "Connected; quotaLimitReached; undecided; 15s -> Synced")]
    [DataRow("feed", 509, "bandwidthLimitExceeded", 60, "Connected; bandwidthLimitExceeded; undecided; 60s -> Synced")]
    [DataRow("message", 400, "ErrorInvalidIdMalformed", null, "Connected; -; Deferred ProviderFailed 1; 5s -> Synced")]
    [DataRow("message", 401, "InvalidAuthenticationToken", null, "ReauthRequired; InvalidAuthenticationToken; undecided; - -> undecided")]
    [DataRow("message", 403, "ErrorAccessDenied", null, "Connected; -; Deferred ProviderFailed 1; 5s -> Synced")]
    [DataRow("message", 404, "ErrorItemNotFound", null, "Connected; -; Skipped Gone; - -> Skipped")]
    [DataRow("message", 409, "ErrorIrresolvableConflict", null, "Connected; -; Deferred ProviderFailed 1; 5s -> Synced")]
    [DataRow("message", 412, "ErrorIrresolvableConflict", null, "Connected; -; Deferred ProviderFailed 1; 5s -> Synced")]
    [DataRow("message", 413, "RequestEntityTooLarge", null, "Connected; -; Deferred ProviderFailed 1; 5s -> Synced")]
    [DataRow("message", 429, "ApplicationThrottled", 60, "Connected; provider_pause; Deferred ProviderThrottled 0; 60s -> Synced")]
    [DataRow("message", 429, "activityLimitReached", null, "Connected; provider_pause; Deferred ProviderThrottled 0; 15s -> Synced")]
    [DataRow("message", 500, "generalException", null, "Connected; -; Deferred ProviderFailed 1; 5s -> Synced")]
    [DataRow("message", 502, "generalException", null, "Connected; -; Deferred ProviderFailed 1; 5s -> Synced")]
    [DataRow("message", 503, "serviceNotAvailable", 60, "Connected; provider_pause; Deferred ProviderThrottled 0; 60s -> Synced")]
    [DataRow("message", 504, "gatewayTimeout", 60, "Connected; provider_pause; Deferred ProviderThrottled 0; 60s -> Synced")]
    [DataRow("message", 507, "quotaLimitReached", null, "Connected; -; Deferred ProviderFailed 1; 5s -> Synced")]
    [DataRow("message", 509, "bandwidthLimitExceeded", 60, "Connected; provider_pause; Deferred ProviderThrottled 0; 60s -> Synced")]
    [DataRow("token", 429, "ApplicationThrottled", 60, "Connected; http_429; undecided; 60s -> Synced")]
    [DataRow("token", 500, "generalException", null, "Connected; http_500; undecided; 15s -> Synced")]
    [DataRow("token", 503, "serviceNotAvailable", null, "Connected; http_503; undecided; 15s -> Synced")]
    public Task An_error_of_Microsoft_does_to_the_mailbox_and_the_mail(string call, int status, string reason, int? retryAfter, string expected) =>
        ProviderErrorTable.PlayAsync(Homes.Outlook, call, status, reason, retryAfter, expected);
}
