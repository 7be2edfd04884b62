namespace EmailSync.Core.Mail;

/// <summary>An attachment with what is known of it only while the MIME is at hand.</summary>
/// <param name="Extension">Of the name that the sender gave, lower case and without the dot; null where there is none.</param>
public sealed record ExtractedAttachment(MailAttachment Attachment, string? Extension, AttachmentRole Role);
