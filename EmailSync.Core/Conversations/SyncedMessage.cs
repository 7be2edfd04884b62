using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Threads;

namespace EmailSync.Core.Conversations;

/// <summary>A message of a conversation, without its body (<see cref="MailContent"/>).</summary>
public sealed record SyncedMessage
{
    public required MessageId Id { get; init; }
    public required LocationId Location { get; init; }
    public required ContactId Contact { get; init; }
    public required ThreadId Thread { get; init; }
    public required Direction Direction { get; init; }
    public required MessageOrigin Origin { get; init; }
    public MessageKind Kind { get; init; }

    public MessageVia Via { get; init; }

    public required MessageStatus Status { get; init; }

    /// <summary>Short code of why it failed or bounced, or null.</summary>
    public string? Failure { get; init; }

    /// <summary>Recipients whom it did not reach (R37), in the order in which that was reported; empty unless it bounced.</summary>
    public IReadOnlyList<UndeliveredRecipient> Undelivered { get; init; } = [];

    /// <summary>Null for a mail that is not tracked (R38).</summary>
    public MessageTracking? Tracking { get; init; }

    public MailAddress? From { get; init; }
    public IReadOnlyList<MailAddress> To { get; init; } = [];
    public IReadOnlyList<MailAddress> Cc { get; init; } = [];
    public IReadOnlyList<MailAddress> Bcc { get; init; } = [];
    public string Subject { get; init; } = "";

    /// <summary>When the provider took it in, or for a mail not sent yet, when the CRM asked for it.</summary>
    public required DateTimeOffset SentAt { get; init; }

    public bool Automatic { get; init; }
    public IReadOnlyList<MailAttachment> Attachments { get; init; } = [];
    public IReadOnlyList<MailboxCopy> Copies { get; init; } = [];

    /// <summary>Message-ID without brackets as the recipients have it; null while a mail is not sent, or where it has none.</summary>
    public string? MessageIdHeader { get; init; }

    /// <summary>Its own References, oldest first; what an answer needs (RFC 5322 section 3.6.4).</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>The raw MIME is kept as received.</summary>
    public bool RawKept { get; init; }

    /// <summary>The same message with another state of one of its copies.</summary>
    public SyncedMessage With(MailboxCopy before, MailboxCopy after) => this with { Copies = [.. Copies.Select(c => c == before ? after : c)] };

    public MailboxCopy? CopyIn(Mailboxes.MailboxId mailbox) => Copies.FirstOrDefault(c => c.Mailbox == mailbox);
}
