using System.Text;
using EmailSync.Core.Providers.Gmail;

namespace EmailSync.Tests.Providers;

[TestClass]
public sealed class GmailPushEnvelopeTests
{
    [TestMethod]
    [DataRow("""{"emailAddress":"ana@example.com","historyId":918300}""", "ana@example.com")]
    [DataRow("""{"emailAddress":"Ana@Example.com","historyId":"918300"}""", "ana@example.com")]
    [DataRow("""{"emailAddress":"ana@example.com"}""", "ana@example.com")]
    [DataRow("""{"emailAddress":"jürgen?>~@example.com"}""", "jürgen?>~@example.com")]
    public void The_address_is_read_in_either_alphabet_with_or_without_padding(string inner, string expected)
    {
        var standard = Convert.ToBase64String(Encoding.UTF8.GetBytes(inner));

        foreach (var data in (string[])[standard, standard.TrimEnd('='), standard.Replace('+', '-').Replace('/', '_').TrimEnd('=')])
        {
            Assert.IsTrue(GmailPushEnvelope.TryRead(Envelope(data), out var address), data);
            Assert.AreEqual(expected, address);
        }
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("no json")]
    [DataRow("[]")]
    [DataRow("{}")]
    [DataRow("""{"message":null}""")]
    [DataRow("""{"message":{"data":7}}""")]
    [DataRow("""{"message":{"data":"***"}}""")]
    [DataRow("""{"message":{"data":"bm8ganNvbg"}}""")]
    [DataRow("""{"message":{"data":"e30"}}""")]
    [DataRow("""{"message":{"data":"eyJlbWFpbEFkZHJlc3MiOjd9"}}""")]
    [DataRow("""{"message":{"data":"eyJlbWFpbEFkZHJlc3MiOiJub2JvZHkifQ"}}""")]
    public void What_cannot_be_read_is_refused_without_a_throw(string json)
    {
        Assert.IsFalse(GmailPushEnvelope.TryRead(Encoding.UTF8.GetBytes(json), out var address));
        Assert.AreEqual("", address);
    }

    [TestMethod]
    public void Bytes_that_are_no_text_are_refused_without_a_throw()
    {
        Assert.IsFalse(GmailPushEnvelope.TryRead(Envelope("/w=="), out _));
        Assert.IsFalse(GmailPushEnvelope.TryRead([0xff, 0xfe, 0x00], out _));
    }

    private static byte[] Envelope(string data) => Encoding.UTF8.GetBytes(
        $$$"""{"message":{"data":"{{{data}}}","messageId":"1","message_id":"1"},"subscription":"projects/crm/subscriptions/gmail"}""");
}
