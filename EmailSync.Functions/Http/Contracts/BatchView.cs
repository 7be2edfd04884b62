using EmailSync.Core.Sending.Batches;

namespace EmailSync.Functions.Http.Contracts;

/// <param name="Counts">Those that have not been taken up are in none of them.</param>
public sealed record BatchView(
    string BatchId,
    BatchStatus Status,
    int Total,
    BatchCountsView Counts,
    DateTimeOffset AcceptedAt,
    DateTimeOffset SendAt,
    DateTimeOffset? FinishedAt,
    string StatusUrl)
{
    public static BatchView Of(Batch batch) => new(
        batch.Token,
        batch.Status,
        batch.Total,
        new BatchCountsView(batch.Counts.Waiting, batch.Counts.Sent, batch.Counts.Failed, batch.Counts.Refused, batch.Counts.Cancelled),
        batch.AcceptedAt,
        batch.SendAt,
        batch.FinishedAt,
        $"/api/locations/{batch.Location}/batches/{batch.Token}");
}
