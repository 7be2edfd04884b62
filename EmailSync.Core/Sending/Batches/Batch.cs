using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;

namespace EmailSync.Core.Sending.Batches;

/// <summary>Many mails that were asked for at once, each to a contact of its own.</summary>
public sealed record Batch
{
    /// <summary>Keyed hash of location and idempotency key.</summary>
    public required string Token { get; init; }

    /// <summary>Hash of the request body: the same key with another body is refused (R35).</summary>
    public required string BodyHash { get; init; }

    public required LocationId Location { get; init; }
    public required UserId User { get; init; }
    public required MessageKind Kind { get; init; }

    /// <summary>How it goes out, as it was chosen when it was accepted; that gives its pace.</summary>
    public required MessageVia Via { get; init; }

    public required int Total { get; init; }

    /// <summary>Where its mails are: each attempt to enter a batch has a place of its own.</summary>
    public required string Content { get; init; }

    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>Nothing of it goes out before this.</summary>
    public required DateTimeOffset SendAt { get; init; }

    /// <summary>The first mail that has not been taken up.</summary>
    public int Next { get; init; }

    public BatchCounts Counts { get; init; } = new();

    /// <summary>When one of its mails was last taken up, or came to an end after waiting.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    public bool IsCancelled { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public BatchStatus Status => (FinishedAt, IsCancelled, Next) switch
    {
        (not null, true, _) => BatchStatus.Cancelled,
        (not null, false, _) => BatchStatus.Finished,
        (null, true, _) => BatchStatus.Cancelling,
        (null, false, 0) => BatchStatus.Queued,
        _ => BatchStatus.Running,
    };
}
