using System.Net;
using EmailSync.Core.Providers;
using EmailSync.Core.Providers.Gmail;

namespace EmailSync.Tests.Providers;

/// <summary>Invariant 10 at Google's token endpoint.</summary>
[TestClass]
public sealed class GoogleTokenErrorsTests
{
    [TestMethod]
    [DataRow(400, "invalid_grant", MailProviderFailure.AuthorizationLost)]
    [DataRow(400, "admin_policy_enforced", MailProviderFailure.AuthorizationLost)]
    [DataRow(403, "access_denied", MailProviderFailure.AuthorizationLost)]
    [DataRow(401, "invalid_client", MailProviderFailure.Misconfigured)]
    [DataRow(401, "unauthorized_client", MailProviderFailure.Misconfigured)]
    [DataRow(400, "redirect_uri_mismatch", MailProviderFailure.Misconfigured)]
    [DataRow(400, "invalid_request", MailProviderFailure.Misconfigured)]
    [DataRow(400, "unsupported_grant_type", MailProviderFailure.Misconfigured)]
    [DataRow(400, "invalid_scope", MailProviderFailure.Misconfigured)]
    [DataRow(401, "deleted_client", MailProviderFailure.Misconfigured)]
    [DataRow(429, "invalid_grant", MailProviderFailure.Throttled)]
    [DataRow(429, null, MailProviderFailure.Throttled)]
    [DataRow(403, "rate_limit_exceeded", MailProviderFailure.Throttled)]
    [DataRow(400, "slow_down", MailProviderFailure.Throttled)]
    [DataRow(408, null, MailProviderFailure.Transient)]
    [DataRow(500, "internal_failure", MailProviderFailure.Transient)]
    [DataRow(503, "invalid_grant", MailProviderFailure.Transient)]
    [DataRow(502, null, MailProviderFailure.Transient)]
    [DataRow(400, null, MailProviderFailure.Transient)]
    [DataRow(302, null, MailProviderFailure.Transient)]
    public void R7_Only_a_dead_grant_is_lost_authorisation(int status, string? error, MailProviderFailure kind) =>
        Assert.AreEqual(kind, GoogleTokenEndpoint.Classify((HttpStatusCode)status, error));
}
