namespace EmailSync.Core.Mail;

/// <summary>What of a message's body the CRM shows. HTML is sanitised; nothing here is what the sender wrote byte for byte (the raw MIME is).</summary>
/// <param name="Text">The new text, without quoted history; derived from the HTML where the mail has no text part.</param>
/// <param name="QuotedText">Quoted history, or empty.</param>
/// <param name="Html">Sanitised HTML of the whole body, or null where the mail has none.</param>
public sealed record MailContent(string Text, string QuotedText, string? Html, IReadOnlyList<MailAttachment> Attachments);
