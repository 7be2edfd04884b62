using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Sync.Rules;

namespace EmailSync.Core.Sending;

/// <summary>
/// R24 for mail that the CRM sends: what the mailbox's provider would not take is refused before anything happens. What the location stores of mail that
/// comes in does not widen it.
/// </summary>
internal static class OutgoingAttachmentRules
{
    /// <param name="attachments">What is to be sent.</param>
    /// <param name="html">The mail's HTML, or null.</param>
    /// <param name="provider">The mailbox's; null for the location's own mail service, of which nothing is known but what the location says.</param>
    /// <param name="settings">The location's.</param>
    /// <returns>Null where all of them may be sent.</returns>
    public static SendAcceptance.Refused? Refuse(
        IReadOnlyList<OutgoingAttachment> attachments, string? html, MailProviderName? provider, LocationSettings settings)
    {
        var linked = ContentIdLinks.In(html);
        var limits = provider is { } mailbox
            ? AttachmentLimits.Of(mailbox, settings)
            : new AttachmentLimits(null, null, settings.AttachmentTypes ?? AttachmentTypes.Any);
        for (var i = 0; i < attachments.Count; i++)
        {
            var attachment = attachments[i];
            if (!IsPicture(attachment, linked) && !AttachmentRules.IsAllowed(FileExtension.Of(attachment.Name), attachment.ContentType, limits.Types))
                return new SendAcceptance.Refused("attachment_type_not_allowed", $"attachments[{i}] is of a kind that is not sent from this mailbox.");
            if (attachment.Content.Length > limits.Each)
                return new SendAcceptance.Refused("attachment_too_large", $"attachments[{i}] is larger than {limits.Each / 1_048_576} MB, the most that this mailbox's provider takes.");
        }
        return null;
    }

    /// <summary>Inline images are exempt from kinds, as in mail that comes in.</summary>
    private static bool IsPicture(OutgoingAttachment attachment, IReadOnlySet<string> linked) =>
        attachment.ContentId is { } id && linked.Contains(id) && attachment.ContentType.StartsWith("image/", StringComparison.OrdinalIgnoreCase);
}
