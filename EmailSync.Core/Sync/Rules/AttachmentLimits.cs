using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;

namespace EmailSync.Core.Sync.Rules;

/// <summary>R24: what a provider's mail may carry, unless the location says otherwise. Sizes are decoded bytes and inclusive.</summary>
/// <param name="PerMessage">Of all attachments together, or null.</param>
/// <param name="Each">Of one attachment, or null.</param>
/// <param name="Types">Kinds of files that are kept.</param>
public sealed record AttachmentLimits(long? PerMessage, long? Each, AttachmentTypes Types)
{
    private const long Megabyte = 1_048_576;

    private static readonly AttachmentLimits gmail = new(25 * Megabyte, null, AttachmentTypes.Any);

    private static readonly AttachmentLimits outlook = new(
        null, 3 * Megabyte, new AttachmentTypes(["jpg", "jpeg", "png", "mp4", "mpeg", "zip", "rar", "pdf", "doc", "docx", "txt"]));

    /// <summary>The location's list stands in the place of the provider's, at either provider.</summary>
    public static AttachmentLimits Of(MailProviderName provider, LocationSettings settings)
    {
        var limits = provider == MailProviderName.Gmail ? gmail : outlook;
        return limits with { Types = settings.AttachmentTypes ?? limits.Types };
    }
}
