using System.ComponentModel.DataAnnotations;
using EmailSync.Functions.OpenApi;

namespace EmailSync.Functions.Http.Contracts;

/// <summary>Mail to many: what all of it has in common, and each one's own.</summary>
[Example("""
    {
      "kind": "bulk",
      "userId": "ana",
      "subject": "Opening hours in December",
      "text": "We are open until noon on the 24th.",
      "messages": [{ "contactId": "ben" }, { "contactId": "carla", "text": "Carla, we are open until noon on the 24th." }]
    }
    """)]
public sealed record BatchBody
{
    /// <summary><c>bulk</c> when absent.</summary>
    [AllowedValues("bulk", "workflow")]
    public string? Kind { get; init; }

    [Required]
    public string? UserId { get; init; }

    /// <summary>An address; docs/senders.md says what it decides.</summary>
    [EmailAddress]
    public string? From { get; init; }

    [EmailAddress]
    public string? ReplyTo { get; init; }

    [StringLength(Limits.Subject)]
    public string? Subject { get; init; }

    public string? Html { get; init; }
    public string? Text { get; init; }

    [MaxLength(Limits.Attachments)]
    public IReadOnlyList<AttachmentBody?>? Attachments { get; init; }

    [Required]
    [MinLength(1)]
    [MaxLength(Limits.BatchMessages)]
    public IReadOnlyList<BatchMessageBody?>? Messages { get; init; }

    /// <summary>At once when absent or past; within a year.</summary>
    public DateTimeOffset? SendAt { get; init; }
}
