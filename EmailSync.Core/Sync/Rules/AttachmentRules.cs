using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Sync.Rules;

/// <summary>
/// R24 as a pure function: what of a mail's attachments is kept. Kinds come first: what is left out for its kind cannot make a mail too large.
/// </summary>
public static class AttachmentRules
{
    public static AttachmentPlan Decide(IReadOnlyList<ExtractedAttachment> attachments, MailProviderName provider, LocationSettings settings)
    {
        var limits = AttachmentLimits.Of(provider, settings);
        var omitted = attachments
            .Where(found => found.Role == AttachmentRole.File && !IsAllowed(found.Extension, found.Attachment.ContentType, limits.Types))
            .ToDictionary(found => found.Attachment.Id, _ => AttachmentPlan.TypeNotAllowed, StringComparer.Ordinal);
        if (settings.OversizedAttachments == OversizedAttachments.Store)
            return new AttachmentPlan(false, omitted);

        var tooLarge = TooLarge([.. attachments.Select(found => found.Attachment).Where(attachment => !omitted.ContainsKey(attachment.Id))], limits);
        if (tooLarge.Count > 0 && settings.OversizedAttachments == OversizedAttachments.SkipMessage)
            return AttachmentPlan.Skip;
        foreach (var attachment in tooLarge)
            omitted[attachment.Id] = AttachmentPlan.TooLarge;
        return new AttachmentPlan(false, omitted);
    }

    /// <summary>The extension says what a file is; only where the name has none, the media type does.</summary>
    public static bool IsAllowed(string? extension, string mediaType, AttachmentTypes types) =>
        types.IsAny
        || (extension is null ? types.Extensions.Any(listed => MediaTypes.IsOf(mediaType, listed)) : types.Extensions.Contains(extension, StringComparer.Ordinal));

    /// <summary>Those that have to go for the rest to be within the limits: each that is too large by itself, and then the largest, one by one.</summary>
    private static List<MailAttachment> TooLarge(List<MailAttachment> attachments, AttachmentLimits limits)
    {
        var gone = attachments.Where(attachment => attachment.Size > limits.Each).ToList();
        var rest = attachments.Except(gone).OrderBy(attachment => attachment.Size).ToList();
        var sum = rest.Sum(attachment => attachment.Size);
        while (sum > limits.PerMessage)
        {
            gone.Add(rest[^1]);
            sum -= rest[^1].Size;
            rest.RemoveAt(rest.Count - 1);
        }
        return gone;
    }
}
