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

    /// <summary>Under a word that says nothing of the user, every number that does.</summary>
    [TestMethod]
    [DataRow(50058, MailProviderFailure.AuthorizationLost)]
    [DataRow(50072, MailProviderFailure.AuthorizationLost)]
    [DataRow(50074, MailProviderFailure.AuthorizationLost)]
    [DataRow(50076, MailProviderFailure.AuthorizationLost)]
    [DataRow(50078, MailProviderFailure.AuthorizationLost)]
    [DataRow(50079, MailProviderFailure.AuthorizationLost)]
    [DataRow(50055, MailProviderFailure.AuthorizationLost)]
    [DataRow(50144, MailProviderFailure.AuthorizationLost)]
    [DataRow(50085, MailProviderFailure.AuthorizationLost)]
    [DataRow(50089, MailProviderFailure.AuthorizationLost)]
    [DataRow(50097, MailProviderFailure.AuthorizationLost)]
    [DataRow(50132, MailProviderFailure.AuthorizationLost)]
    [DataRow(50133, MailProviderFailure.AuthorizationLost)]
    [DataRow(50158, MailProviderFailure.AuthorizationLost)]
    [DataRow(50173, MailProviderFailure.AuthorizationLost)]
    [DataRow(65001, MailProviderFailure.AuthorizationLost)]
    [DataRow(70000, MailProviderFailure.AuthorizationLost)]
    [DataRow(70008, MailProviderFailure.AuthorizationLost)]
    [DataRow(70043, MailProviderFailure.AuthorizationLost)]
    [DataRow(700082, MailProviderFailure.AuthorizationLost)]
    [DataRow(700084, MailProviderFailure.AuthorizationLost)]
    [DataRow(53000, MailProviderFailure.AuthorizationLost)]
    [DataRow(53001, MailProviderFailure.AuthorizationLost)]
    [DataRow(53002, MailProviderFailure.AuthorizationLost)]
    [DataRow(53003, MailProviderFailure.AuthorizationLost)]
    [DataRow(53004, MailProviderFailure.AuthorizationLost)]
    [DataRow(54005, MailProviderFailure.AuthorizationLost)]
    [DataRow(50057, MailProviderFailure.AuthorizationLost)]
    [DataRow(50105, MailProviderFailure.AuthorizationLost)]
    [DataRow(50020, MailProviderFailure.AuthorizationLost)]
    [DataRow(50034, MailProviderFailure.AuthorizationLost)]
    [DataRow(65004, MailProviderFailure.AuthorizationLost)]
    [DataRow(50131, MailProviderFailure.AuthorizationLost)]
    [DataRow(50194, MailProviderFailure.Misconfigured)]
    [DataRow(7000215, MailProviderFailure.Misconfigured)]
    [DataRow(7000222, MailProviderFailure.Misconfigured)]
    [DataRow(70002, MailProviderFailure.Misconfigured)]
    [DataRow(700016, MailProviderFailure.Misconfigured)]
    [DataRow(501481, MailProviderFailure.Misconfigured)]
    [DataRow(50196, MailProviderFailure.Throttled)]
    public void R7_The_numbers_tell_the_user_the_app_and_the_client_that_loops_apart(int number, MailProviderFailure kind) =>
        Assert.AreEqual(kind, MicrosoftErrors.Classify(HttpStatusCode.BadRequest, "unauthorized_client", [number]));

    [TestMethod]
    [DataRow(400, "consent_required", MailProviderFailure.AuthorizationLost)]
    [DataRow(400, "login_required", MailProviderFailure.AuthorizationLost)]
    [DataRow(400, "server_error", MailProviderFailure.Transient)]
    [DataRow(408, "invalid_grant", MailProviderFailure.Transient)]
    [DataRow(500, "interaction_required", MailProviderFailure.Transient)]
    [DataRow(401, "invalid_client", MailProviderFailure.Misconfigured)]
    public void R7_The_words_do_where_there_is_no_number(int status, string error, MailProviderFailure kind) =>
        Assert.AreEqual(kind, MicrosoftErrors.Classify((HttpStatusCode)status, error, []));

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
