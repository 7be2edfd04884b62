using System.Text;
using EmailSync.Core.Directory;
using EmailSync.Core.Mail;

namespace EmailSync.Tests.Mail;

/// <summary>Who a mail is from and to, as contacts are looked for: headers in, addresses that can be compared out.</summary>
[TestClass]
public sealed class SenderIdentityTests
{
    private const string Contact = "carla@client.example";

    [TestMethod]
    [DataRow(Contact, "From: carla@client.example", true, DisplayName = "bare")]
    [DataRow(Contact, "From: \"Ruiz, Carla\" <CARLA@Client.Example>", true, DisplayName = "name and case")]
    [DataRow(Contact, "From: carla@client.example.", true, DisplayName = "rooted domain")]
    [DataRow(Contact, "From: Carla <carla+crm@client.example>", false, DisplayName = "a tag tells people apart")]
    [DataRow("carla+crm@client.example", "From: Carla <carla+crm@client.example>", true, DisplayName = "a tag is part of the address")]
    [DataRow(Contact, "From: car.la@client.example", false, DisplayName = "dots tell people apart")]
    [DataRow("carlaruiz@gmail.com", "From: Carla <Carla.Ruiz+news@gmail.com>", true, DisplayName = "dots and tag at Gmail")]
    [DataRow("carla.ruiz@googlemail.com", "From: Carla <carlaruiz@gmail.com>", true, DisplayName = "the other name of Gmail")]
    [DataRow("carlaruiz@workspace.example", "From: Carla <carla.ruiz@workspace.example>", false, DisplayName = "dots elsewhere on Google's servers")]
    [DataRow("carla@bücher.example", "From: Carla <carla@xn--bcher-kva.example>", true, DisplayName = "international domain, contact as people write it")]
    [DataRow("carla@xn--bcher-kva.example", "From: Carla <carla@BÜCHER.example>", true, DisplayName = "international domain, mail as people write it")]
    [DataRow("carla@bücher.example", "From: Carla <carla@bucher.example>", false, DisplayName = "another domain that looks like it")]
    [DataRow(Contact, "From: Office: carla@client.example;", true, DisplayName = "group")]
    [DataRow(Contact, "From: undisclosed-recipients:;", false, DisplayName = "empty group")]
    [DataRow(Contact, "Subject: nobody wrote this", false, DisplayName = "no From")]
    [DataRow(Contact, "From:", false, DisplayName = "empty From")]
    [DataRow(Contact, "From: Carla", false, DisplayName = "a name alone")]
    [DataRow(Contact, "From: <>", false, DisplayName = "null address")]
    [DataRow(Contact, "From: carla at client.example", false, DisplayName = "no at sign")]
    [DataRow(Contact, "From: carla@@client.example", false, DisplayName = "two at signs")]
    [DataRow(Contact, "From: <carla@client.example", true, DisplayName = "unclosed bracket")]
    [DataRow(Contact, "From: carla@client.example\r\nFrom: mallory@evil.example", true, DisplayName = "two From headers: the first counts")]
    [DataRow(Contact, "From: mallory@evil.example\r\nFrom: carla@client.example", false, DisplayName = "two From headers: the second does not")]
    [DataRow(Contact, "From: \"carla@client.example\" <mallory@evil.example>", false, DisplayName = "in the display name only")]
    [DataRow(Contact, "From: carla@client.example <mallory@evil.example>", false, DisplayName = "in a bare display name only")]
    [DataRow(Contact, "From: =?utf-8?Q?carla=40client=2Eexample?= <mallory@evil.example>", false, DisplayName = "in an encoded display name only")]
    [DataRow(Contact, "From: mallory@evil.example (carla@client.example)", false, DisplayName = "in a comment only")]
    [DataRow(Contact, "From: =?utf-8?Q?Carla_=3Ccarla=40client=2Eexample=3E?=", false, DisplayName = "nothing but an encoded word")]
    [DataRow(Contact, "From: carla@client.example\r\nSender: assistant@client.example", true, DisplayName = "sent by another on her behalf")]
    [DataRow(Contact, "From: boss@client.example\r\nSender: carla@client.example", false, DisplayName = "sent by her on another's behalf")]
    [DataRow(Contact, "From: carla@client.example\r\nResent-From: ben@acme.example", true, DisplayName = "resent by another")]
    [DataRow(Contact, "From: ben@acme.example\r\nResent-From: carla@client.example", false, DisplayName = "resent by her")]
    [DataRow(Contact, "From: ben@acme.example\r\nReply-To: carla@client.example", false, DisplayName = "answers go to her")]
    [DataRow(Contact, "From: \"Carla via Talk\" <talk@lists.example>\r\nX-Original-From: carla@client.example\r\nReply-To: carla@client.example", false,
        DisplayName = "a list that rewrites From is the sender")]
    [DataRow(Contact, "From: carla@client.example\r\nList-Id: <talk.lists.example>\r\nSender: talk-bounces@lists.example", true, DisplayName = "a list that leaves From alone")]
    public void R11_The_sender_is_who_stands_in_From(string contact, string headers, bool isSender)
    {
        var envelope = EnvelopeReader.FromMime(Encoding.UTF8.GetBytes(headers + "\r\n\r\nHello\r\n"));

        Assert.AreEqual(isSender, Usable(envelope.From).Contains(Address(contact)));
    }

    [TestMethod]
    [DataRow("To: Clients: Carla <carla@client.example>, ben@acme.example;", "carla@client.example ben@acme.example", DisplayName = "group")]
    [DataRow("To: undisclosed-recipients:;\r\nBcc: carla@client.example", "carla@client.example", DisplayName = "undisclosed recipients")]
    [DataRow("To: Undisclosed recipients <>", "", DisplayName = "undisclosed recipients as a null address")]
    [DataRow("To: nobody in particular", "", DisplayName = "words")]
    [DataRow("To: a@x.example\r\nResent-To: carla@client.example\r\nResent-Cc: b@x.example", "a@x.example", DisplayName = "resent to others")]
    [DataRow("Bcc: c@x.example\r\nCc: b@x.example\r\nTo: a@x.example", "a@x.example b@x.example c@x.example", DisplayName = "To before Cc before Bcc")]
    [DataRow("To: \"carla@client.example\" <a@x.example>", "a@x.example", DisplayName = "an address as a name")]
    [DataRow("To: carla@BÜCHER.example", "carla@xn--bcher-kva.example", DisplayName = "international domain")]
    [DataRow("To: bad@@x.example, carla@client.example", "carla@client.example", DisplayName = "one of them malformed")]
    public void R19_Recipients_are_read_in_order(string headers, string expected)
    {
        var envelope = EnvelopeReader.FromMime(Encoding.UTF8.GetBytes(headers + "\r\n\r\nHello\r\n"));

        var keys = Usable([.. envelope.To, .. envelope.Cc, .. envelope.Bcc]).Select(address => address.MatchKey);

        Assert.AreEqual(expected, string.Join(' ', keys));
    }

    private static List<EmailAddress> Usable(IReadOnlyList<MailAddress> addresses) =>
        [.. addresses.Where(a => EmailAddress.TryParse(a.Address, out _)).Select(a => Address(a.Address))];

    private static EmailAddress Address(string text) => EmailAddress.TryParse(text, out var address) ? address : throw new FormatException(text);
}
