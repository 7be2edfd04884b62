using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Mail;

namespace EmailSync.Core.Sending.Batches;

/// <summary>What the CRM asks to be sent to many, read and bounded but not yet judged.</summary>
public sealed record BatchRequest(
    LocationId Location,
    string IdempotencyKey,
    string BodyHash,
    UserId User,
    MessageKind Kind,
    string? From,
    string? ReplyTo,
    string? Subject,
    string? Html,
    string? Text,
    IReadOnlyList<OutgoingAttachment> Attachments,
    IReadOnlyList<BatchMail> Mails,
    DateTimeOffset? SendAt);
