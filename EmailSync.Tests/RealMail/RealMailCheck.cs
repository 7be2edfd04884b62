using System.Text.RegularExpressions;
using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.RealMail;

/// <summary>Compares a mail as the CRM has it with the provider's bytes and with what MimeKit finds in the file. Gives what differs.</summary>
internal sealed partial class RealMailCheck(RealMailbox mailbox)
{
    public async Task<IReadOnlyList<string>> AmissAsync(
        CorpusMail mail, string contact, string placed, string message, CancellationToken cancellationToken)
    {
        var amiss = new List<string>();
        var shown = await mailbox.Location.MessageAsync(message, cancellationToken);
        var expected = MimeKitContents.Of(mail.Mime);

        void Expect(bool holds, string what)
        {
            if (!holds)
                amiss.Add(what);
        }

        var stored = await mailbox.StoredAsync(placed, cancellationToken);
        Expect(stored.AsSpan().EndsWith(FromContact.Rewrite(mail.Mime, contact)), "the simulator changed the mail");
        Expect((await mailbox.Location.RawAsync(message, cancellationToken)).AsSpan().SequenceEqual(stored), "the MIME is another");
        Expect(shown.From?.Email == contact, $"it is from {shown.From?.Email}");
        Expect(shown.Direction == "inbound" && shown.Status == "received", $"it is {shown.Direction}, {shown.Status}");
        Expect(Words(shown.Subject) == Words(expected.Subject), $"the subject is '{shown.Subject}', not '{expected.Subject}'");
        Expect(!expected.HasText || !string.IsNullOrWhiteSpace(shown.Text + shown.QuotedText), "it has no text");
        Expect(HasMostWords(shown.Text + ' ' + shown.QuotedText, expected.Text), "words are missing");
        Expect(!expected.HasHtml || !string.IsNullOrWhiteSpace(shown.Html), "it has no HTML");
        Expect(!Active().IsMatch(shown.Html ?? ""), "its HTML is active");
        await CheckAttachmentsAsync(shown, expected, amiss, cancellationToken);
        return amiss;
    }

    private async Task CheckAttachmentsAsync(CrmMessage shown, MimeKitContents expected, List<string> amiss, CancellationToken cancellationToken)
    {
        var missing = expected.Attachments.ToList();
        var parts = expected.Parts.ToList();
        foreach (var attachment in shown.Attachments)
        {
            var content = (await mailbox.Location.AttachmentAsync(shown.Id, attachment.Id, cancellationToken)).Body;
            var digest = MimeKitContents.Digest(content);
            missing.Remove(digest);
            if (!parts.Remove(digest))
                amiss.Add($"attachment {attachment.Id} ({attachment.ContentType}, {digest}) is no part of the mail");
            if (attachment.Size != content.Length)
                amiss.Add($"attachment {attachment.Id} says it has {attachment.Size} bytes");
        }

        amiss.AddRange(missing.Select(digest => $"an attachment of {digest} is missing"));
    }

    /// <summary>Most, because in old charsets MimeKit reads some words otherwise than people do.</summary>
    private static bool HasMostWords(string shown, string expected)
    {
        var wanted = Split(expected).Distinct().ToList();
        return wanted.Except(Split(shown)).Count() <= wanted.Count / 2;
    }

    private static string[] Split(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static string Words(string text) => string.Join(' ', Split(text));

    [GeneratedRegex(@"<\s*(script|iframe|object|embed|form)\b|\son\w+\s*=\s*[""']|javascript:", RegexOptions.IgnoreCase)]
    private static partial Regex Active();
}
