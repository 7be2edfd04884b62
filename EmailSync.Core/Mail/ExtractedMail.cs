namespace EmailSync.Core.Mail;

/// <summary>What a mail holds.</summary>
/// <param name="Attachments">Those of <paramref name="Content"/>, in the same order.</param>
public sealed record ExtractedMail(MailContent Content, IReadOnlyList<ExtractedAttachment> Attachments);
