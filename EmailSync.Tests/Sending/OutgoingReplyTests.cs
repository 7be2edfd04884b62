using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Sending;

namespace EmailSync.Tests.Sending;

[TestClass]
public sealed class OutgoingReplyTests
{
    private static readonly LocationId location = new("north");
    private static readonly DateTimeOffset now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);
    private static readonly Contact contact = new(location, new ContactId("bo"), "Bo", ["bo@y.example"], null, now);

    private static readonly SendRequest request =
        new(location, "key", "hash", new UserId("ana"), contact.Id, null, [], [], "Hello", null, "Hi", [], null, null);

    [TestMethod]
    public void Mail_from_an_international_domain_can_be_built()
    {
        var mail = OutgoingReply.Compose(request, contact, From("ana@bücher.example"), null, "token", now);

        var envelope = EnvelopeReader.FromMime(OutgoingMailBuilder.Build(mail));

        Assert.AreEqual("token@xn--bcher-kva.example", envelope.MessageId);
        Assert.AreEqual("ana@xn--bcher-kva.example", envelope.From.Single().Address);
    }

    [TestMethod]
    public void Answers_go_where_the_request_says()
    {
        var mail = OutgoingReply.Compose(request with { ReplyToAddress = "office@x.example" }, contact, From("ana@x.example"), null, "token", now);

        Assert.AreEqual(new MailAddress(null, "office@x.example"), mail.ReplyTo);
    }

    private static Sender From(string address) => new(MessageVia.Mailbox, new MailAddress("Ana", address), null, null, null);
}
