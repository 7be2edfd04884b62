using System.Text;
using EmailSync.Core.Mail;

namespace EmailSync.Tests.RealMail;

/// <summary>Real mail as servers and disks spoil it: cut, with holes, with bytes of other mails. Whatever is left of it is shown, and nothing throws.</summary>
[TestClass]
public sealed class DamagedMailTests
{
    private const int Rounds = 6;
    private const int MaxLength = 60_000;
    private static readonly string[] scraps =
    [
        "\r\n\r\n", "\n--", "Content-Type: multipart/mixed; boundary=\"\"\r\n", "Content-Type: message/rfc822\r\n\r\n", "Content-Transfer-Encoding: base64\r\n",
        "Content-Transfer-Encoding: x-uuencode\r\n", "Content-Type: text/html; charset=utf-16\r\n", "Content-Type: text/plain; charset=utf-7; format=flowed\r\n",
        "\0", "\r", "=?utf-8?B?/////w==?=", "=?utf-7?Q?+2D0-?=", "Subject: =?x?Q?", "From: <<a@b>@c>, \"\r\n", "To: a:b:c;;<@>,(\r\n", "begin 644 x\r\n", "\u00ff\u00fe",
        "Content-Disposition: attachment; filename*0*=utf-8''%ED%A0%80; filename*1=\"../x\"\r\n", "Content-Type: application/ms-tnef\r\n\r\n", "<table><svg><style>",
    ];

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public void Damaged_mail_is_read_as_far_as_it_goes()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("EMAILSYNC_SEED"), out var asked) ? asked : 1;
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("EMAILSYNC_ROUNDS"), out var n) ? n : Rounds;
        var random = new Random(seed);
        var mails = CorpusMails.All().Where(mail => mail.Mime.Length <= MaxLength).ToList();
        var extractor = new MailContentExtractor();
        var failures = new Dictionary<string, string>();
        var slowest = TimeSpan.Zero;
        foreach (var mail in Enumerable.Repeat(mails, rounds).SelectMany(m => m))
        {
            var mime = Damage(mail.Mime, mails[random.Next(mails.Count)].Mime, random);
            var w = System.Diagnostics.Stopwatch.StartNew();
            try
            {
                var envelope = EnvelopeReader.FromMime(mime);
                _ = MessageFingerprint.Of(envelope);
                var content = extractor.Extract(mime);
                foreach (var attachment in content.Attachments.Take(5))
                {
                    if (extractor.OpenAttachment(mime, attachment.Id) is not { } opened || opened.Attachment != attachment || opened.Content.Length != attachment.Size)
                        throw new InvalidOperationException($"attachment {attachment}");
                }
            }
            catch (Exception e)
            {
                if (failures.TryAdd(e.GetType().Name + e.StackTrace?.Split('\n').FirstOrDefault(), mail.Name + " " + e))
                    File.WriteAllBytes($"/tmp/corpus-fail-{failures.Count}.eml", mime);
            }
            if (w.Elapsed > slowest)
            {
                slowest = w.Elapsed;
                TestContext.WriteLine($"{mail.Name} {mime.Length} {w.Elapsed}");
                File.WriteAllBytes("/tmp/corpus-slowest.eml", mime);
            }
        }

        foreach (var f in failures) TestContext.WriteLine(f.Value);
        Assert.IsEmpty(failures);
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
                case 0: bytes.RemoveRange(at, bytes.Count - at); break;
                case 1: bytes.RemoveRange(at, length); break;
                case 2: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                case 3: bytes[at] = (byte)random.Next(256); break;
                case 4: bytes.InsertRange(at, other.Skip(random.Next(other.Length)).Take(2000)); break;
                case 5: bytes.InsertRange(at, Encoding.Latin1.GetBytes(scraps[random.Next(scraps.Length)])); break;
                default:
                    var line = bytes.IndexOf((byte)'\n', at) + 1;
                    bytes.InsertRange(line, Encoding.Latin1.GetBytes(scraps[random.Next(scraps.Length)]));
                    break;
            }
        }

        return [.. bytes];
    }
}
