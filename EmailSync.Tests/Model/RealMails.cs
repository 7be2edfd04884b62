using System.Text.RegularExpressions;
using EmailSync.Tests.Mail;
using EmailSync.Tests.RealMail;
using MimeKit;

namespace EmailSync.Tests.Model;

/// <summary>
/// Mails of the corpus that a world can make use of: those that answer nothing and have a plain subject and Message-ID, are of a person and of moderate size.
/// What becomes of the others is the affair of the tests of real mail.
/// </summary>
internal static partial class RealMails
{
    private const int MaxBytes = 1_048_576;
    private static readonly string[] machineMarks =
        ["Auto-Submitted", "Precedence", "Return-Path", "List-", "X-Auto", "X-Mail-Auto", "X-Failed-Recipients", "X-MS-Exchange-Message-Is-Ndr", "X-Loop"];

    private static readonly Lazy<IReadOnlyList<CorpusMail>> usable =
        new(() => Corpus.IsHere ? [.. CorpusMails.All().Where(m => m.Mime.Length < MaxBytes && IsPlain(m))] : []);

    public static IReadOnlyList<CorpusMail> All => usable.Value;

    public static WrittenMail As(WrittenMail mail, CorpusMail real)
    {
        using var message = Read(real);
        return mail with { Subject = message.Subject!, MessageId = message.MessageId, Date = message.Date, Bytes = FromContact.Rewrite(real.Mime, mail.From) };
    }

    private static bool IsPlain(CorpusMail mail)
    {
        try
        {
            using var message = Read(mail);
            return message.Body is not MultipartReport && message.References.Count == 0 && message.InReplyTo is null
                && message.Subject is { } subject && PlainSubject().IsMatch(subject)
                && message.MessageId is { } id && PlainId().IsMatch(id)
                && message.Headers.Count(h => h.Field.Equals("Message-ID", StringComparison.OrdinalIgnoreCase)) == 1
                && !message.Headers.Any(h => machineMarks.Any(mark => h.Field.StartsWith(mark, StringComparison.OrdinalIgnoreCase)));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static MimeMessage Read(CorpusMail mail)
    {
        using var stream = new MemoryStream(mail.Mime, writable: false);
        return MimeMessage.Load(stream);
    }

    [GeneratedRegex(@"^[!-~]+( [!-~]+)*$")]
    private static partial Regex PlainSubject();

    [GeneratedRegex(@"^[A-Za-z0-9._+$-]+@[A-Za-z0-9.-]+$")]
    private static partial Regex PlainId();
}
