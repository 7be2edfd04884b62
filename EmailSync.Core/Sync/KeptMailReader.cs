using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Sync.Rules;

namespace EmailSync.Core.Sync;

/// <summary>Reads a mail and applies R24 to it.</summary>
public sealed class KeptMailReader(MailContentExtractor extractor)
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
        return new KeptMail(mail.Content with { Attachments = [.. attachments] }, mime);
    }
}
