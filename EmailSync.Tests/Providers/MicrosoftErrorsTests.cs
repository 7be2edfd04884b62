using System.Net;
using EmailSync.Core.Providers;
using EmailSync.Core.Providers.Outlook;

namespace EmailSync.Tests.Providers;

[TestClass]
public sealed class MicrosoftErrorsTests
{
    [TestMethod]
    [DataRow(400, "invalid_grant", 50173, MailProviderFailure.AuthorizationLost)]
    [DataRow(400, "invalid_grant", 700082, MailProviderFailure.AuthorizationLost)]
    [DataRow(400, "interaction_required", 50076, MailProviderFailure.AuthorizationLost)]
    [DataRow(400, "invalid_grant", 65001, MailProviderFailure.AuthorizationLost)]
    [DataRow(400, "unauthorized_client", 50105, MailProviderFailure.AuthorizationLost)]
    [DataRow(401, "access_denied", 50057, MailProviderFailure.AuthorizationLost)]
    [DataRow(400, "invalid_grant", 50196, MailProviderFailure.Throttled)]
    [DataRow(429, "invalid_grant", 0, MailProviderFailure.Throttled)]
    [DataRow(401, "invalid_client", 7000215, MailProviderFailure.Misconfigured)]
    [DataRow(400, "invalid_request", 50194, MailProviderFailure.Misconfigured)]
    [DataRow(400, "unauthorized_client", 700016, MailProviderFailure.Misconfigured)]
    [DataRow(400, "invalid_scope", 0, MailProviderFailure.Misconfigured)]
    [DataRow(400, "temporarily_unavailable", 0, MailProviderFailure.Transient)]
    [DataRow(503, "invalid_grant", 50173, MailProviderFailure.Transient)]
    [DataRow(400, null, 0, MailProviderFailure.Transient)]
    public void Only_what_the_user_can_mend_is_lost_authorisation(int status, string? error, int number, MailProviderFailure kind) =>
        Assert.AreEqual(kind, MicrosoftErrors.Classify((HttpStatusCode)status, error, number == 0 ? [] : [number]));

    [TestMethod]
    [DataRow("AADSTS65001: The user or administrator has not consented.", true)]
    [DataRow("AADSTS90094: Admin consent is required.", true)]
    [DataRow("AADSTS65004: The resource owner declined.", false)]
    [DataRow("AADSTS650011", false)]
    [DataRow(null, false)]
    public void An_administrator_is_needed_where_the_numbers_say_so(string? description, bool needed) =>
        Assert.AreEqual(needed, MicrosoftErrors.NeedsAdministrator(MicrosoftErrors.Numbers(description)));

    [TestMethod]
    public void A_code_is_a_number_or_a_word_and_never_a_sentence()
    {
        Assert.AreEqual("AADSTS50173", MicrosoftErrors.Code(HttpStatusCode.BadRequest, "invalid_grant", [50173]));
        Assert.AreEqual("invalid_grant", MicrosoftErrors.Code(HttpStatusCode.BadRequest, "invalid_grant", []));
        Assert.AreEqual("http_400", MicrosoftErrors.Code(HttpStatusCode.BadRequest, "No such user: ana@mail.example", []));
    }

    [TestMethod]
    [DataRow("openid profile email User.Read Mail.ReadWrite Mail.Send", "")]
    [DataRow("https://graph.microsoft.com/User.Read https://graph.microsoft.com/mail.readwrite https://graph.microsoft.com/Mail.Send", "")]
    [DataRow("User.Read Mail.Read Mail.Send", "Mail.ReadWrite")]
    [DataRow("https://elsewhere.example/Mail.ReadWrite", "User.Read Mail.ReadWrite Mail.Send")]
    [DataRow(null, "User.Read Mail.ReadWrite Mail.Send")]
    public void R1_Permissions_count_under_both_their_names(string? granted, string missing) =>
        Assert.AreEqual(missing, string.Join(' ', MicrosoftScopes.Missing(granted)));
}
