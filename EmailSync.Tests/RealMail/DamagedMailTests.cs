using System.Globalization;
using System.Text;
using EmailSync.Core.Mail;

namespace EmailSync.Tests.RealMail;

/// <summary>
/// Real mail as servers and disks spoil it: cut, with holes, with bytes of other mails in it. Whatever is left is shown, and nothing throws. The seed
/// (EMAILSYNC_SEED) chooses the damage, EMAILSYNC_LONG=1 makes more of it.
/// </summary>
[TestClass]
public sealed class DamagedMailTests
{
    private const int MaxLength = 60_000;

    private static readonly string[] scraps =
    [
        "\r\n\r\n", "\n--", "\r", "\0", "\u00ff\u00fe", "begin 644 x\r\n", "<table><svg><style>", "=?utf-8?B?/////w==?=", "=?utf-7?Q?+2D0-?=", "Subject: =?x?Q?",
        "From: <<a@b>@c>, \"\r\n", "To: a:b:c;;<@>,(\r\n", "Content-Type: multipart/mixed; boundary=\"\"\r\n", "Content-Type: message/rfc822\r\n\r\n",
        "Content-Type: application/ms-tnef\r\n\r\n", "Content-Type: text/html; charset=utf-16\r\n", "Content-Type: text/plain; charset=utf-7; format=flowed\r\n",
        "Content-Transfer-Encoding: base64\r\n", "Content-Transfer-Encoding: x-uuencode\r\n",
        "Content-Disposition: attachment; filename*0*=utf-8''%ED%A0%80; filename*1=\"../x\"\r\n",
    ];

    private static int Seed => int.TryParse(Environment.GetEnvironmentVariable("EMAILSYNC_SEED"), out var asked) ? asked : 1;

    private static int Rounds => Environment.GetEnvironmentVariable("EMAILSYNC_LONG") == "1" ? 400 : 4;

    [TestMethod]
    public void Damaged_mail_is_read_as_far_as_it_goes()
    {
        var random = new Random(Seed);
        var mails = CorpusMails.All().Where(mail => mail.Mime.Length <= MaxLength).ToList();
        var extractor = new MailContentExtractor();
        var reports = new DeliveryReportReader(extractor);

        foreach (var mail in Enumerable.Repeat(mails, Rounds).SelectMany(all => all))
        {
            var damaged = Damage(mail.Mime, mails[random.Next(mails.Count)].Mime, random);
            try
            {
                _ = MessageFingerprint.Of(EnvelopeReader.FromMime(damaged));
                _ = reports.Read(damaged);
                foreach (var attachment in extractor.Extract(damaged).Attachments.Take(3))
                    Assert.AreEqual(attachment.Size, extractor.OpenAttachment(damaged, attachment.Id)?.Content.Length ?? -1L, attachment.Id);
            }
            catch (Exception e)
            {
                var kept = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"emailsync-damaged-{Seed}.eml"));
                File.WriteAllBytes(kept, damaged);
                throw new AssertFailedException($"{mail.Name}, seed {Seed}; the mail is kept in {kept}", e);
            }
        }
    }

    private static byte[] Damage(byte[] mail, byte[] other, Random random)
    {
        var bytes = mail.ToList();
        for (var times = random.Next(1, 6); times > 0 && bytes.Count > 10; times--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 200), bytes.Count - at);
            switch (random.Next(8))
            {
                case 0:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 3:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 4:
                    bytes.InsertRange(at, other.Skip(random.Next(other.Length)).Take(2000));
                    break;
                case 5:
                    bytes.InsertRange(at, Scrap(random));
                    break;
                default:
                    bytes.InsertRange(bytes.IndexOf((byte)'\n', at) + 1, Scrap(random));
                    break;
            }
        }

        return [.. bytes];
    }

    private static byte[] Scrap(Random random) => Encoding.Latin1.GetBytes(scraps[random.Next(scraps.Length)]);
}
