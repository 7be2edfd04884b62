using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Mail;

namespace EmailSync.Core.Storage;

/// <summary>
/// The bytes of a message: its MIME where all of it is kept, else each kept attachment by itself, so that what was left out lies nowhere
/// (docs/decisions/0019-parts-of-a-mail.md).
/// </summary>
public sealed class MessageParts(ContentStore contents, MailContentExtractor extractor)
{
    /// <param name="attachments">As they are shown; those with a reason to be left out are.</param>
    /// <param name="keepMime">Then the attachments are read out of it on demand.</param>
    public async Task SaveAsync(
        LocationId location, MessageId id, ReadOnlyMemory<byte> mime, IReadOnlyList<MailAttachment> attachments, bool keepMime, CancellationToken cancellationToken)
    {
        if (keepMime)
        {
            await contents.SaveRawAsync(location, id, mime, cancellationToken);
            return;
        }
        var kept = attachments.Where(attachment => attachment.OmittedReason is null).Select(attachment => attachment.Id).ToHashSet(StringComparer.Ordinal);
        if (kept.Count == 0)
            return;
        foreach (var (attachment, content) in extractor.OpenAttachments(mime, kept))
            await contents.SaveAttachmentAsync(location, id, attachment.Id, content, cancellationToken);
    }

    /// <summary>One decoded attachment; null where the message has none of that id, or it was left out.</summary>
    public async Task<OpenedAttachment?> OpenAsync(SyncedMessage message, string attachmentId, CancellationToken cancellationToken)
    {
        if (message.RawKept)
        {
            return await contents.ReadRawAsync(message.Location, message.Id, cancellationToken) is { } mime
                ? extractor.OpenAttachments(mime, new HashSet<string>(StringComparer.Ordinal) { attachmentId }).FirstOrDefault()
                : null;
        }
        return message.Attachments.FirstOrDefault(a => a.Id == attachmentId) is { OmittedReason: null } shown
            && await contents.ReadAttachmentAsync(message.Location, message.Id, attachmentId, cancellationToken) is { } content
            ? new OpenedAttachment(shown, content)
            : null;
    }
}
