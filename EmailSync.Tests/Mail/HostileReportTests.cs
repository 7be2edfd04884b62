using System.Text;
using EmailSync.Core.Mail;

namespace EmailSync.Tests.Mail;

/// <summary>Invariant 12 for reports: anybody can write one, so that none may cost much or stop whoever reads it.</summary>
[TestClass]
public sealed class HostileReportTests
{
    private const int Large = 12 * 1024 * 1024;

    /// <summary>Reading such a part whole, as objects, takes from a hundred megabytes up to gigabytes.</summary>
    private const long Allowed = 8 * 1024 * 1024;

    private const int Seed = 20_260_302;
    private static readonly DeliveryReportReader reader = new(new MailContentExtractor());

    [TestMethod]
    [DataRow("a status of countless groups", "delivery-status", "message/delivery-status", "a:b\n\n", null)]
    [DataRow("a status of one endless group", "delivery-status", "message/delivery-status", "Status: 5.1.1\n", null)]
    [DataRow("a status behind an encoding", "delivery-status", "message/delivery-status", "YTpiCgphOmIKCmE6YgoKYTpiCgphOmIKCmE6YgoK\n", "base64")]
    [DataRow("a complaint of countless fields", "feedback-report", "message/feedback-report", "Original-Rcpt-To: <a@b>\n", null)]
    [DataRow("a text of empty lines", "delivery-status", "text/plain", "\n", null)]
    [DataRow("a text of addresses", "delivery-status", "text/plain", "carla@client.example\n", null)]
    [DataRow("a text of one line", "delivery-status", "text/plain", "@", null)]
    public void R37_A_report_of_many_megabytes_costs_no_more_than_a_real_one(string what, string report, string type, string repeated, string? encoding)
    {
        var mail = Of(report, Part(type, repeated, encoding, Large));

        Assert.IsLessThan(Allowed, AllocatedBy(mail), what);
    }

    [TestMethod]
    public void R37_A_report_of_a_thousand_returned_mails_costs_no_more_than_a_real_one()
    {
        var mail = Of("delivery-status", string.Concat(Enumerable.Repeat(Part("text/rfc822-headers", "QQ==\n", "base64", 5), 900)));

        Assert.IsLessThan(Allowed, AllocatedBy(mail));
    }

    [TestMethod]
    public void R37_What_is_cut_off_names_nobody_by_half()
    {
        const string Field = "Final-Recipient: rfc822; carla@client.example\nAction: failed\nStatus: 5.1.1\n\n";

        var report = reader.Read(Of("delivery-status", Part("message/delivery-status", Field, null, Large)))!;

        Assert.AreEqual(new ReportedRecipient("carla@client.example", "5.1.1"), report.Recipients.Single());
    }

    [TestMethod]
    [DataRow("This is no field at all.\nFeedback-Type: abuse\nOriginal-Rcpt-To: <carla@client.example>\n\n", true)]
    [DataRow("\n\nFeedback-Type: abuse\nOriginal-Rcpt-To: <carla@client.example>\n\n", true)]
    [DataRow(" Feedback-Type: abuse\n\n", true)]
    [DataRow(":\n", false)]
    [DataRow("\0\u0001\u0002", false)]
    [DataRow("", false)]
    public void R37_A_complaint_whose_fields_are_none_throws_nothing(string fields, bool isComplaint) =>
        Assert.AreEqual(isComplaint, reader.Read(Of("feedback-report", Part("message/feedback-report", fields, null, 1))) is not null);

    [TestMethod]
    public void R37_A_report_that_ends_anywhere_throws_nothing()
    {
        foreach (var mail in Reports())
        {
            for (var length = 0; length < mail.Length; length++)
                ReadOrFail(mail[..length]);
        }
    }

    [TestMethod]
    public void R37_A_report_with_any_bytes_in_it_throws_nothing()
    {
        var random = new Random(Seed);
        foreach (var mail in Reports().SelectMany(mail => Enumerable.Repeat(mail, 300)))
        {
            var damaged = mail.ToList();
            for (var times = random.Next(1, 20); times > 0; times--)
            {
                var at = random.Next(damaged.Count);
                switch (random.Next(4))
                {
                    case 0:
                        damaged.RemoveRange(at, Math.Min(random.Next(1, 40), damaged.Count - at - 1));
                        break;
                    case 1:
                        var noise = new byte[random.Next(1, 200)];
                        random.NextBytes(noise);
                        damaged.InsertRange(at, noise);
                        break;
                    case 2:
                        damaged.InsertRange(at, "\r\n\r\n"u8.ToArray());
                        break;
                    default:
                        damaged[at] = (byte)random.Next(256);
                        break;
                }
            }
            ReadOrFail([.. damaged]);
        }
    }

    private static IEnumerable<byte[]> Reports() =>
    [
        new AReport("ana@acme.example", "1@x", "carla@client.example", "dan@client.example") { Token = "the-token" }.Bytes(),
        new AReport("ana@acme.example", "1@x", "carla@client.example") { Feedback = "abuse" }.Bytes(),
        Of("delivery-status", Part("text/plain; charset=utf-7; format=flowed", "  <carla@client.example>: on 3/2/2026 +2D0- \n", null, 1)
            + Part("message/delivery-status", "RmluYWwtUmVjaXBpZW50OiByZmM4MjI7YUBiLmMK\n", "base64", 1) + Part("message/rfc822", "Message-ID: <1@x>\n\nHi\n", null, 1)),
        Of("feedback-report", Part("message/feedback-report", "=46eedback-Type: abuse\n", "quoted-printable", 1) + Part("text/rfc822-headers", "begin 644 x\n#86)C\nend\n", "x-uuencode", 1)),
        Encoding.UTF8.GetBytes("X-Failed-Recipients: carla@client.example, =?utf-8?q?=40?=,\r\n ,\r\nFrom: mailer-daemon@x\r\nSubject: Mail delivery failed\r\n\r\n  carla@client.example\r\n----\r\nMessage-ID: <1@x>"),
    ];

    private static void ReadOrFail(byte[] mail)
    {
        try
        {
            _ = reader.Read(mail);
        }
        catch (Exception e)
        {
            throw new AssertFailedException("It threw on:\n" + Encoding.Latin1.GetString(mail), e);
        }
    }

    private static long AllocatedBy(byte[] mail)
    {
        // What is made once is no part of what a mail costs.
        _ = reader.Read(new AReport("ana@acme.example", "1@x", "carla@client.example").Bytes());
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = reader.Read(mail);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static string Part(string type, string repeated, string? encoding, int length)
    {
        var content = new StringBuilder();
        while (content.Length < length && repeated.Length > 0)
            content.Append(repeated);
        return $"--b\nContent-Type: {type}\n{(encoding is null ? "" : $"Content-Transfer-Encoding: {encoding}\n")}\n{content}\n";
    }

    private static byte[] Of(string report, string parts) => Encoding.UTF8.GetBytes(
        $"From: mailer-daemon@mx.example\nSubject: Undelivered Mail\nContent-Type: multipart/report; report-type={report}; boundary=b\n\n{parts}--b--\n");
}
