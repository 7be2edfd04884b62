using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Sync.Rules;

namespace EmailSync.Core.Sync;

/// <summary>Reads a mail, applies R24 to its attachments and takes logging addresses out of what is shown (R14).</summary>
public sealed class KeptMailReader(MailContentExtractor extractor, LoggingAddresses logging)
{
    /// <summary>Null where the mail is too large for the location.</summary>
    public KeptMail? Read(ReadOnlyMemory<byte> mime, MailProviderName provider, LocationSettings settings)
    {
        var mail = extractor.Read(mime);
        var plan = AttachmentRules.Decide(mail.Attachments, provider, settings);
        if (plan.SkipsMessage)
            return null;
        var attachments = mail.Content.Attachments.Select(
            attachment => plan.Omitted.TryGetValue(attachment.Id, out var reason) ? attachment with { OmittedReason = reason } : attachment);

        // R14: whoever gets the raw mail could put a logging address of it to use, also one that only decoding brings to light.
        var shown = logging.Without(mail.Content);
        var keepsMime = plan.Omitted.Count == 0 && shown == mail.Content && !logging.StandsIn(mime);
        return new KeptMail(shown with { Attachments = [.. attachments] }, mime, keepsMime);
    }
}
