namespace EmailSync.Tests.EndToEnd.Drivers;

/// <summary>A message as the API documents it; read independently of the product's own types.</summary>
internal sealed record CrmMessage(
    string Id,
    string ConversationId,
    string ThreadId,
    string Direction,
    string Kind,
    string Origin,
    string Via,
    string Status,
    string? Failure,
    CrmAddress? From,
    IReadOnlyList<CrmAddress> To,
    IReadOnlyList<CrmAddress> Cc,
    IReadOnlyList<CrmAddress> Bcc,
    string Subject,
    string? Text,
    string? QuotedText,
    string? Html,
    DateTimeOffset SentAt,
    bool Automatic,
    IReadOnlyList<CrmAttachment> Attachments,
    IReadOnlyList<CrmMailboxState> Mailboxes,
    string? MessageIdHeader,
    CrmProvider? Provider);
