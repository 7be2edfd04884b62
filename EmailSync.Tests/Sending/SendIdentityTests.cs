using EmailSync.Core.Mail;
using EmailSync.Core.Sending;

namespace EmailSync.Tests.Sending;

[TestClass]
public sealed class SendIdentityTests
{
    private const string Token = "token-1";

    private static readonly Envelope sent = new()
    {
        MessageId = Token + "@mail.example",
        From = [new MailAddress("Ana", "ana@mail.example")],
        Subject = "Offer",
        Date = new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero),
    };

    [TestMethod]
    public void A_send_is_recognised_by_its_date_where_the_provider_replaced_the_id_and_by_its_id_where_it_replaced_the_date()
    {
        var identity = SendIdentity.Of(sent);

        Assert.IsTrue(SendIdentity.IsOf(identity, Token, sent with { MessageId = "CAB12@mail.gmail.example" }));
        Assert.IsTrue(SendIdentity.IsOf(identity, Token, sent with { Date = sent.Date?.AddMinutes(7) }));
    }

    [TestMethod]
    public void A_mail_into_which_somebody_copied_the_token_is_no_send_of_ours()
    {
        var identity = SendIdentity.Of(sent);

        Assert.IsFalse(SendIdentity.IsOf(identity, Token, sent with { MessageId = "new@mail.example", Date = sent.Date?.AddMinutes(7) }), "edited and sent anew");
        Assert.IsFalse(SendIdentity.IsOf(identity, Token, sent with { From = [new MailAddress("Bo", "bo@client.example")] }), "sent by a recipient");
        Assert.IsFalse(SendIdentity.IsOf(identity, Token, sent with { Subject = "Re: Offer" }), "an answer");
        Assert.IsFalse(SendIdentity.IsOf(identity, "token", sent with { Date = null }), "another token");
    }
}
