using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Threads;

namespace EmailSync.Core.Sending;

/// <summary>One send in the ledger. The mail itself, as built when it was accepted, is the message's raw MIME.</summary>
public sealed record SendEntry
{
    /// <summary>Keyed hash of location and idempotency key; also the value of the mail's own header.</summary>
    public required string Token { get; init; }

    /// <summary>Hash of the request body: the same key with another body is refused (R35).</summary>
    public required string BodyHash { get; init; }

    public required LocationId Location { get; init; }
    public required UserId User { get; init; }
    public required ContactId Contact { get; init; }

    public MessageKind Kind { get; init; }

    public MessageVia Via { get; init; }

    /// <summary>Of no meaning for a mail that goes through the location's mail service.</summary>
    public required MailboxId Mailbox { get; init; }

    /// <summary>The connection's generation when the mail was accepted; under another one it is not sent (invariant 7).</summary>
    public required string Generation { get; init; }

    public required MessageId Message { get; init; }
    public required ThreadId Thread { get; init; }
    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>Not to be sent before this.</summary>
    public required DateTimeOffset SendAt { get; init; }

    /// <summary>From, Date and Subject of the mail: a token counts only beside these (invariant 6).</summary>
    public required string Identity { get; init; }

    /// <summary>The mail has marks by which its readers are noticed (R38).</summary>
    public bool IsTracked { get; init; }

    public SendState State { get; init; }
    public DraftId? Draft { get; init; }
    public SentMessage? Sent { get; init; }

    /// <summary>Tries that failed without effect.</summary>
    public int Attempts { get; init; }

    /// <summary>When the first of them failed; null again when the provider says until when it takes nothing (R34), which is no failure.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>Since when nobody knows whether it went out; the search is given up ten minutes later (R35).</summary>
    public DateTimeOffset? UnknownSince { get; init; }

    /// <summary>Who is handing it to the provider or the location's mail service, since <see cref="UnknownSince"/>; null when that call is over.</summary>
    public string? Handover { get; init; }

    /// <summary>Its draft was sent once with no effect that was seen; that may come late.</summary>
    public bool HasBeenSentOnce { get; init; }

    /// <summary>When the location's mail service took it.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>The CRM has called it back; it goes no further, unless it may be out already.</summary>
    public bool IsCancelled { get; init; }

    public string? Failure { get; init; }

    /// <summary>R27: the contact is deleted, and nothing but the token and the time is kept.</summary>
    public bool IsErased { get; init; }

    /// <summary>It may be out already: from here on its end is found out, and it is never sent again.</summary>
    public bool HasBegunToLeave => State is SendState.Sending or SendState.Accepted or SendState.SentUnrecorded;

    /// <summary>It goes out no more, for the reason that is noted, and its draft is still to be removed.</summary>
    public bool IsRefused => Failure is not null && !HasBegunToLeave && !IsFinished;

    /// <summary>R27: it goes out no more, and its draft is still to be removed.</summary>
    public bool IsBeingErased => !IsErased && Failure == ErasedSends.Failure;

    public bool HasFailedTooLong(DateTimeOffset now) => now - FailingSince >= SendWaits.Patience;

    public bool IsFinished => State is SendState.Sent or SendState.Failed;
}
