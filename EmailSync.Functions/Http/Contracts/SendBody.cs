using System.ComponentModel.DataAnnotations;
using EmailSync.Functions.OpenApi;

namespace EmailSync.Functions.Http.Contracts;

/// <summary>A mail to a contact. It has a text, an html, or both.</summary>
[Example("""{ "userId": "ana", "contactId": "ben", "subject": "Your appointment", "text": "Tuesday at ten?" }""")]
public sealed record SendBody
{
    /// <summary><c>individual</c> when absent.</summary>
    [AllowedValues("individual", "bulk", "workflow")]
    public string? Kind { get; init; }

    [Required]
    public string? UserId { get; init; }

    [Required]
    public string? ContactId { get; init; }

    /// <summary>An address; docs/senders.md says what it decides.</summary>
    [EmailAddress]
    public string? From { get; init; }

    /// <summary>An address.</summary>
    [EmailAddress]
    public string? ReplyTo { get; init; }

    [MaxLength(Limits.Recipients)]
    public IReadOnlyList<string>? Cc { get; init; }

    [MaxLength(Limits.Recipients)]
    public IReadOnlyList<string>? Bcc { get; init; }

    [StringLength(Limits.Subject)]
    public string? Subject { get; init; }

    public string? Html { get; init; }
    public string? Text { get; init; }

    [MaxLength(Limits.Attachments)]
    public IReadOnlyList<AttachmentBody?>? Attachments { get; init; }

    /// <summary>A message of the same conversation (R36).</summary>
    public string? ReplyToMessageId { get; init; }

    /// <summary>At once when absent or past; within a year.</summary>
    public DateTimeOffset? SendAt { get; init; }
}
