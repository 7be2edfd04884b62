namespace EmailSync.Core.Sending.Batches;

/// <summary>What became of the mails of a batch so far.</summary>
/// <param name="Waiting">Accepted, and neither sent nor failed.</param>
/// <param name="Refused">Never accepted: nothing was sent.</param>
/// <param name="Cancelled">Called back in time.</param>
public sealed record BatchCounts(int Sent = 0, int Failed = 0, int Waiting = 0, int Refused = 0, int Cancelled = 0)
{
    /// <summary>One mail has come from one status to another; null for one that had none.</summary>
    public BatchCounts Move(BatchItemStatus? from, BatchItemStatus to) => Add(from, -1).Add(to, 1);

    private BatchCounts Add(BatchItemStatus? status, int count) => status switch
    {
        null => this,
        BatchItemStatus.Sent => this with { Sent = Sent + count },
        BatchItemStatus.Failed => this with { Failed = Failed + count },
        BatchItemStatus.Waiting => this with { Waiting = Waiting + count },
        BatchItemStatus.Refused => this with { Refused = Refused + count },
        _ => this with { Cancelled = Cancelled + count },
    };
}
