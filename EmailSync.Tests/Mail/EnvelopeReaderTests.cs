using System.Text;
using EmailSync.Core.Mail;

namespace EmailSync.Tests.Mail;

[TestClass]
public sealed class EnvelopeReaderTests
{
    private const string Mime =
        "Return-Path: <ana@x.example>\r\nReceived: from a\r\n by b\r\nReceived: from c\r\n" +
        "From: =?utf-8?Q?J=C3=BCrgen_M?=\r\n =?utf-8?Q?=C3=BCller?= <j@x.example>\r\nSender: s@x.example\r\nReply-To: r@x.example\r\n" +
        "To: \"Doe, Jo\" <jo@y.example>,\r\n\tBo <bo@y.example>\r\nCc: c@y.example\r\nBcc: d@y.example\r\n" +
        "Subject: =?iso-8859-1?Q?Gr=FC=DFe?=  and\r\n more\r\nDate: Mon, 2 Mar 2026 10:11:12 +0100\r\n" +
        "Message-ID: <one@x.example>\r\nIn-Reply-To: <p@y.example>\r\nReferences: <a@y.example>\r\n <p@y.example>\r\n" +
        "X-EmailSync-Send: tok-1\r\n\r\nFrom: body@evil.example\r\n";

    [TestMethod]
    public void Raw_mime_gives_every_field()
    {
        var envelope = EnvelopeReader.FromMime(Encoding.ASCII.GetBytes(Mime));

        Assert.AreEqual("one@x.example", envelope.MessageId);
        CollectionAssert.AreEqual(new[] { "p@y.example" }, envelope.InReplyTo.ToArray());
        CollectionAssert.AreEqual(new[] { "a@y.example", "p@y.example" }, envelope.References.ToArray());
        Assert.AreEqual(new MailAddress("Jürgen Müller", "j@x.example"), envelope.From.Single());
        Assert.AreEqual("s@x.example", envelope.Sender?.Address);
        Assert.AreEqual("r@x.example", envelope.ReplyTo.Single().Address);
        CollectionAssert.AreEqual(new[] { new MailAddress("Doe, Jo", "jo@y.example"), new MailAddress("Bo", "bo@y.example") }, envelope.To.ToArray());
        Assert.AreEqual("c@y.example", envelope.Cc.Single().Address);
        Assert.AreEqual("d@y.example", envelope.Bcc.Single().Address);
        Assert.AreEqual("Grüße  and more", envelope.Subject);
        Assert.AreEqual(new DateTimeOffset(2026, 3, 2, 10, 11, 12, TimeSpan.FromHours(1)), envelope.Date);
        Assert.AreEqual("tok-1", envelope.SendToken);
        Assert.IsFalse(envelope.IsAutomatic);
        Assert.IsFalse(envelope.IsReport);
    }

    [TestMethod]
    public void Decoded_unfolded_headers_in_another_case_give_the_same_envelope()
    {
        var fromMime = EnvelopeReader.FromMime(Encoding.ASCII.GetBytes(Mime));

        var fromHeaders = EnvelopeReader.FromHeaders(
        [
            new("RECEIVED", "from a by b"), new("received", "from c"), new("from", "Jürgen Müller <j@x.example>"), new("sender", "s@x.example"),
            new("reply-to", "r@x.example"), new("to", "\"Doe, Jo\" <jo@y.example>, Bo <bo@y.example>"), new("cc", "c@y.example"),
            new("bcc", "d@y.example"), new("SUBJECT", "Grüße  and more"), new("date", "Mon, 2 Mar 2026 10:11:12 +0100"),
            new("Message-Id", "<one@x.example>"), new("in-reply-to", "<p@y.example>"), new("references", "<a@y.example>\r\n <p@y.example>"),
            new("x-emailsync-send", "tok-1")
        ]);

        AssertSame(fromMime, fromHeaders);
    }

    [TestMethod]
    [DataRow("<a@x.example>", "a@x.example")]
    [DataRow("a@x.example", "a@x.example")]
    [DataRow(" < a@x.example > ", "a@x.example")]
    [DataRow("<a-very-long\r\n -id@x.example>", "a-very-long-id@x.example")]
    [DataRow("<a@x.example", "a@x.example")]
    [DataRow("a@x.example>", "a@x.example")]
    [DataRow("<<a@x.example>>", "a@x.example")]
    [DataRow("<a@x.example>, <b@x.example>", "a@x.example")]
    [DataRow("<CaSe@X.Example>", "CaSe@X.Example")]
    [DataRow("<no-at-sign>", "no-at-sign")]
    [DataRow("", null)]
    [DataRow("<>", null)]
    public void A_message_id_is_read_however_it_is_written(string header, string? expected)
    {
        var envelope = EnvelopeReader.FromHeaders([new("Message-ID", header)]);

        Assert.AreEqual(expected, envelope.MessageId);
    }

    [TestMethod]
    [DataRow("<a@x.example> <b@x.example>", "a@x.example b@x.example")]
    [DataRow("<a@x.example><b@x.example>", "a@x.example b@x.example")]
    [DataRow("<a@x.example>,\r\n\t<b@x.example>", "a@x.example b@x.example")]
    [DataRow("a@x.example, b@x.example", "a@x.example b@x.example")]
    [DataRow("Your message of \"Mon, 2 Mar\" <a@x.example>", "a@x.example")]
    [DataRow("your message of last Monday", "")]
    [DataRow("<a@x.example <b@x.example>", "a@x.example b@x.example")]
    [DataRow("<a@x.example> <b@x.example> <a@x.example>", "b@x.example a@x.example")]
    public void References_and_In_Reply_To_tolerate_what_mailers_write(string header, string expected)
    {
        var envelope = EnvelopeReader.FromHeaders([new("References", header), new("In-Reply-To", header)]);

        Assert.AreEqual(expected, string.Join(' ', envelope.References));
        Assert.AreEqual(expected, string.Join(' ', envelope.InReplyTo));
    }

    [TestMethod]
    public void Only_the_last_fifty_references_are_kept_and_endless_ids_are_dropped()
    {
        var header = string.Join(' ', Enumerable.Range(0, 2000).Select(i => $"<{i}@x.example>"));

        var envelope = EnvelopeReader.FromHeaders([new("References", header), new("Message-ID", $"<{new string('a', 5000)}@x.example>")]);

        Assert.HasCount(50, envelope.References);
        Assert.AreEqual("1999@x.example", envelope.References[^1]);
        Assert.IsNull(envelope.MessageId);
    }

    [TestMethod]
    public void The_first_Message_ID_wins()
    {
        var envelope = EnvelopeReader.FromHeaders([new("Message-ID", " "), new("Message-ID", "<a@x.example>"), new("Message-ID", "<b@x.example>")]);

        Assert.AreEqual("a@x.example", envelope.MessageId);
    }

    [TestMethod]
    [DataRow("=?utf-8?B?w7w=?= =?utf-8?B?w7Y=?=", "üö", DisplayName = "white space between encoded words is dropped")]
    [DataRow("=?utf-8?B?8J+Y?= =?utf-8?B?gA==?=", "😀", DisplayName = "a character cut in two by a mailer")]
    [DataRow("=?x-no-such-charset?Q?abc?=", "abc", DisplayName = "unknown charset")]
    [DataRow("=?iso-2022-jp?B?GyRCJDMkcyRLJEEkTxsoQg==?=", "こんにちは", DisplayName = "Japanese")]
    [DataRow("=?utf-8*de?Q?Gr=C3=BC=C3=9Fe?=", "Grüße", DisplayName = "language tag")]
    [DataRow("a =?utf-8?Q? b", "a =?utf-8?Q? b", DisplayName = "broken encoded word")]
    [DataRow("=?utf-8?Q?a=0D=0ABcc:_x=40y?=", "a  Bcc: x@y", DisplayName = "encoded line break")]
    public void Subjects_are_decoded(string header, string expected)
    {
        var envelope = EnvelopeReader.FromHeaders([new("Subject", header)]);

        Assert.AreEqual(expected, envelope.Subject);
    }

    [TestMethod]
    public void Eight_bit_headers_are_utf8_where_valid_and_windows_1252_else()
    {
        byte[] utf8 = [.. "Subject: "u8, .. "Grüße"u8, .. "\n\n"u8];
        byte[] western = [.. "Subject: Gr"u8, 0xFC, 0xDF, .. "e "u8, 0x80, .. "\n\n"u8];

        Assert.AreEqual("Grüße", EnvelopeReader.FromMime(utf8).Subject);
        Assert.AreEqual("Grüße €", EnvelopeReader.FromMime(western).Subject);
    }

    [TestMethod]
    [DataRow("From ana@x.example Mon Mar  2\nSubject: a\n\n", DisplayName = "mbox line")]
    [DataRow("\r\n\r\nSubject: a\r\n\r\n", DisplayName = "leading empty lines")]
    [DataRow("junk without colon\r\n more junk\r\nSubject : a\r\n", DisplayName = "junk line, space before the colon, no body")]
    [DataRow("\uFEFFSubject: a\n\nSubject: b\n", DisplayName = "byte order mark")]
    public void Damaged_header_blocks_are_read(string mime)
    {
        var envelope = EnvelopeReader.FromMime(Encoding.UTF8.GetBytes(mime));

        Assert.AreEqual("a", envelope.Subject);
    }

    [TestMethod]
    [DataRow("not a date")]
    [DataRow("Mon, 99 Mar 2026 10:11:12 +0100")]
    [DataRow("Mon, 1 Jan 0001 00:00:00 +1400")]
    [DataRow("Fri, 31 Dec 9999 23:59:59 -1200")]
    [DataRow("Mon, 2 Mar 2026 10:11:12 +9999999999")]
    [DataRow("")]
    public void Unreadable_dates_never_throw(string header)
    {
        var envelope = EnvelopeReader.FromHeaders([new("Date", header)]);

        Assert.IsTrue(envelope.Date is null || envelope.Date.Value.Year is >= 1 and <= 9999);
    }

    [TestMethod]
    [DataRow("=?iso-8859-1?Q?Die_Fr\u00f6sche?=", "Die Fr\u00f6sche")]
    [DataRow("=?koi8-r?q?\u00f0\u00d2\u00c9?= \u00e9", "\u041f\u0440\u0438 \u00e9")]
    [DataRow("\u00f6 =? \u00f6", "\u00f6 =? \u00f6")]
    [DataRow("\u00f6 =?utf-8?Q?\u00c3=A4?=\r\n =?utf-8?B?w7w=?= \u00f6", "\u00f6 \u00e4\u00fc \u00f6")]
    public void Raw_bytes_inside_an_encoded_word_are_in_its_charset(string bytes, string expected)
    {
        var envelope = EnvelopeReader.FromMime(Encoding.Latin1.GetBytes($"Subject: {bytes}\r\n\r\n"));

        Assert.AreEqual(expected, envelope.Subject);
    }

    [TestMethod]
    public void Random_bytes_never_throw()
    {
        var random = new Random(20260302);
        var letters = "From: To:\r\n<>@\"\\=?utf-8BQ(),;: \u00ff\u0000\u001b"u8.ToArray();

        for (var round = 0; round < 3000; round++)
        {
            byte[] mime = [.. "From: "u8, .. Enumerable.Range(0, random.Next(300)).Select(_ => letters[random.Next(letters.Length)])];
            foreach (var name in new[] { "To: ", "Subject: ", "Date: ", "Message-ID: ", "Content-Type: " })
                mime = [.. mime, .. "\r\n"u8, .. Encoding.ASCII.GetBytes(name), .. Enumerable.Range(0, 60).Select(_ => (byte)random.Next(256))];
            var envelope = EnvelopeReader.FromMime(mime);
            Assert.IsNotNull(envelope.Subject);
        }
    }

    internal static void AssertSame(Envelope expected, Envelope actual, string because = "") => Assert.AreEqual(Flat(expected), Flat(actual), because);

    private static string Flat(Envelope e) => string.Join('\n', (string?[])
    [
        e.MessageId, e.Subject, e.Date?.ToString("O"), e.SendToken, e.Sender?.ToString(), $"{e.IsAutomatic} {e.IsReport}",
        string.Join(' ', e.InReplyTo), string.Join(' ', e.References),
        .. new[] { e.From, e.ReplyTo, e.To, e.Cc, e.Bcc }.Select(list => string.Join(", ", list))
    ]);
}
