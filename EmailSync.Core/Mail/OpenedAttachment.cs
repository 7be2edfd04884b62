namespace EmailSync.Core.Mail;

/// <summary>An attachment with its decoded content.</summary>
public sealed record OpenedAttachment(MailAttachment Attachment, ReadOnlyMemory<byte> Content);
