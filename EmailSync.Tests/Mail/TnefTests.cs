using System.Text;
using EmailSync.Core.Mail;

namespace EmailSync.Tests.Mail;

[TestClass]
public sealed class TnefTests
{
    private const int Rtf = 0x1009;
    private const int Binary = 258;

    private static readonly Dictionary<string, byte[]> lies = new()
    {
        ["two billion values without length"] = Payload(Properties(Property(0x3000, 0x1000, Number(int.MaxValue)))),
        ["two billion properties"] = Payload(Attribute(0x00069003, [.. Number(int.MaxValue), .. Property(0x3000, 3, Number(1))])),
        ["two billion rows"] = Payload(Attribute(0x00069004, [.. Number(int.MaxValue), .. Number(0)])),
        ["a value longer than its attribute"] = Payload(Properties(Property(0x1000, Binary, [.. Number(1), .. Number(int.MaxValue - 4)]))),
        ["a name longer than its attribute"] = Payload(Properties([.. Header(0x8001, 3), .. new byte[16], .. Number(1), .. Number(int.MaxValue - 4)])),
        ["a rich text that would grow to two gigabytes"] = Payload(Properties(CompressedRtf(compressed: 16, plain: int.MaxValue))),
        ["a rich text that says it was two gigabytes"] = Payload(Properties(CompressedRtf(compressed: int.MaxValue, plain: 16))),
        ["an attribute longer than the payload"] = Payload([2, .. Number(0x0006800F), .. Number(int.MaxValue)]),
        ["more attachments than a mail may have"] = Payload([.. Enumerable.Repeat(Attribute(0x00069002, new byte[14], level: 2), 1_001)]),
        ["a value of a type that nobody knows"] = Payload(Properties(Property(0x3000, 999, Number(0)))),
    };

    private static IEnumerable<object[]> Names => lies.Keys.Select(lie => new object[] { lie });

    [TestMethod]
    public void Real_payloads_are_opened()
    {
        foreach (var file in Corpus.Files("tnef"))
        {
            var payload = File.ReadAllBytes(file);
            var content = new MailContentExtractor().Extract(Mail(payload));

            Assert.IsTrue(TnefBounds.AreKept(payload), file);
            Assert.IsFalse(content.Attachments.Any(attachment => attachment.Name == "winmail.dat"), file);
        }
    }

    [TestMethod]
    public void A_payload_that_keeps_its_bounds_is_opened()
    {
        var body = Property(0x1000, Binary, [.. Number(1), .. Number(5), .. "words"u8, 0, 0, 0]);
        var file = Attribute(0x0006800F, "bytes"u8.ToArray(), level: 2);

        var content = new MailContentExtractor().Extract(Mail(Payload(Properties(body), Attribute(0x00069002, new byte[14], level: 2), file)));

        Assert.AreEqual("See below.\n\nwords", content.Text);
        Assert.AreEqual(5, content.Attachments.Single().Size);
    }

    /// <summary>Each is a few bytes that would cost gigabytes or minutes if they were believed.</summary>
    [TestMethod]
    [DynamicData(nameof(Names))]
    public void A_payload_that_lies_about_its_size_stays_an_attachment(string lie)
    {
        var payload = lies[lie];

        var content = new MailContentExtractor().Extract(Mail(payload));

        Assert.AreEqual("See below.", content.Text);
        Assert.AreEqual(("winmail.dat", (long)payload.Length), (content.Attachments.Single().Name, content.Attachments.Single().Size));
    }

    private static byte[] CompressedRtf(int compressed, int plain) =>
        Property(Rtf, Binary, [.. Number(1), .. Number(20), .. Number(compressed), .. Number(plain), .. Number(0x75465A4C), .. Number(0), .. Number(0)]);

    private static byte[] Properties(byte[] property) => Attribute(0x00069003, [.. Number(1), .. property]);

    private static byte[] Property(int id, int type, byte[] value) => [.. Header(id, type), .. value];

    private static byte[] Header(int id, int type) => [(byte)type, (byte)(type >> 8), (byte)id, (byte)(id >> 8)];

    private static byte[] Attribute(int tag, byte[] value, byte level = 1) =>
        [level, .. Number(tag), .. Number(value.Length), .. value, (byte)value.Sum(b => b), (byte)(value.Sum(b => b) >> 8)];

    private static byte[] Payload(params byte[][] attributes) => [.. Number(0x223E9F78), 1, 0, .. attributes.SelectMany(bytes => bytes)];

    private static byte[] Number(int value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24)];

    private static byte[] Mail(byte[] payload) => Encoding.ASCII.GetBytes(
        "From: ana@x.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee below.\r\n--b\r\n" +
        "Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
        Convert.ToBase64String(payload, Base64FormattingOptions.InsertLineBreaks) + "\r\n--b--\r\n");
}
