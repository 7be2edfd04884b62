using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Mail;

namespace EmailSync.Core.Sending;

/// <summary>What the CRM asks to be sent, read and bounded but not yet judged.</summary>
/// <param name="BodyHash">Of the request as it came: the same idempotency key with another one is refused.</param>
public sealed record SendRequest(
    LocationId Location,
    string IdempotencyKey,
    string BodyHash,
    UserId User,
    ContactId Contact,
    string? From,
    IReadOnlyList<string> Cc,
    IReadOnlyList<string> Bcc,
    string? Subject,
    string? Html,
    string? Text,
    IReadOnlyList<OutgoingAttachment> Attachments,
    MessageId? ReplyTo,
    DateTimeOffset? SendAt)
{
    public MessageKind Kind { get; init; }

    /// <summary>R3: whoever asks acts as the user, and may name no From that is another's.</summary>
    public bool IsUsersOwn { get; init; }

    /// <summary>Where answers shall go instead of to the sender, or null.</summary>
    public string? ReplyToAddress { get; init; }
}
