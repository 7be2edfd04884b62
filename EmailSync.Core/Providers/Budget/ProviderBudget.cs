using System.Collections.Concurrent;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Providers.Budget;

/// <summary>
/// A bucket per mailbox in one row that all instances share. An instance draws a block and spends it from memory; what is left of a block
/// flows back at the next draw, so that nothing is lost and nobody sits on it for long.
/// </summary>
internal sealed class ProviderBudget(ITables tables, BudgetSize size, TimeProvider time) : IProviderBudget
{
    private const string RowKey = "budget";
    private const string Exhausted = "budget_exhausted";
    private const int Attempts = 8;
    private static readonly TimeSpan longestPause = TimeSpan.FromHours(48);
    private static readonly TimeSpan contendedWait = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<MailboxId, Purse> purses = new();

    public async Task DrawAsync(MailboxId mailbox, int units, BudgetUse use, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(units);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(units, size.Capacity);
        var purse = purses.GetOrAdd(mailbox, static _ => new Purse());
        await purse.Gate.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            RefuseWhilePaused(purse, now);
            var reserve = size.ReserveFrom(use);
            if (purse.Left >= units && now < purse.GoodUntil && purse.Left + purse.Beside - units >= reserve)
                purse.Left -= units;
            else
                await DrawBlockAsync(mailbox, purse, units, reserve, cancellationToken);
        }
        finally
        {
            purse.Gate.Release();
        }
    }

    public async Task AffordAsync(MailboxId mailbox, int units, BudgetUse use, CancellationToken cancellationToken)
    {
        var purse = purses.GetOrAdd(mailbox, static _ => new Purse());
        await purse.Gate.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            var row = await tables[TableNames.Budgets].GetAsync(mailbox.Value, RowKey, cancellationToken);
            var kept = row is null ? new Kept(TokenBucket.Full(size, now), DateTimeOffset.MinValue) : Kept.Of(row);
            purse.PausedUntil = kept.PausedUntil;
            RefuseWhilePaused(purse, now);
            var wanted = Math.Min(size.Capacity, units + size.ReserveFrom(use));
            var wait = kept.Bucket.RefilledTo(now, size).With(purse.Left, size).WaitFor(wanted, size);
            if (wait > TimeSpan.Zero)
                throw new MailProviderException(MailProviderFailure.Throttled, Exhausted, wait);
        }
        finally
        {
            purse.Gate.Release();
        }
    }

    public async Task PauseAsync(MailboxId mailbox, TimeSpan retryAfter, CancellationToken cancellationToken)
    {
        var purse = purses.GetOrAdd(mailbox, static _ => new Purse());
        await purse.Gate.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            var until = now + (retryAfter < longestPause ? retryAfter : longestPause);
            if (until > purse.PausedUntil) purse.PausedUntil = until;
            await WriteAsync(mailbox, row =>
            {
                var kept = row is null ? new Kept(TokenBucket.Full(size, now), until) : Kept.Of(row);
                return until > kept.PausedUntil ? kept with { PausedUntil = until } : kept;
            }, cancellationToken);
        }
        finally
        {
            purse.Gate.Release();
        }
    }

    public async Task<BudgetUsage> LookAsync(MailboxId mailbox, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await tables[TableNames.Budgets].GetAsync(mailbox.Value, RowKey, cancellationToken) is not { } row)
            return new BudgetUsage(0, null);
        var kept = Kept.Of(row);
        var used = 1 - (kept.Bucket.RefilledTo(now, size).Level / size.Capacity);
        return new BudgetUsage(Math.Round(Math.Clamp(used, 0, 1), 2), kept.PausedUntil > now ? kept.PausedUntil : null);
    }

    private async Task DrawBlockAsync(MailboxId mailbox, Purse purse, int units, int reserve, CancellationToken cancellationToken)
    {
        var block = 0;
        var beside = 0.0;
        var now = time.GetUtcNow();
        var written = await WriteAsync(mailbox, row =>
        {
            now = time.GetUtcNow();
            var kept = row is null ? new Kept(TokenBucket.Full(size, now), DateTimeOffset.MinValue) : Kept.Of(row);
            purse.PausedUntil = kept.PausedUntil;
            RefuseWhilePaused(purse, now);
            var bucket = kept.Bucket.RefilledTo(now, size).With(purse.Left, size);
            if (bucket.WaitFor(units + reserve, size) > TimeSpan.Zero)
            {
                // A piece of work is several calls, and begins anew when one is refused. Whoever came back for a single one would spend it on the first of
                // them and be refused the second, for ever.
                var enough = Math.Min(size.Capacity, Math.Max(units, size.Block) + reserve);
                throw new MailProviderException(MailProviderFailure.Throttled, Exhausted, bucket.WaitFor(enough, size));
            }
            block = Math.Max(units, Math.Min(size.Block, (int)bucket.Level - reserve));
            beside = bucket.Level - block;
            return kept with { Bucket = bucket.Without(block) };
        }, cancellationToken);
        if (!written) throw new MailProviderException(MailProviderFailure.Throttled, "budget_contended", contendedWait);
        (purse.Left, purse.Beside) = (block - units, beside);
        purse.GoodUntil = now + BudgetSize.BlockLife;
    }

    private async Task<bool> WriteAsync(MailboxId mailbox, Func<Row?, Kept> change, CancellationToken cancellationToken)
    {
        var table = tables[TableNames.Budgets];
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var row = await table.GetAsync(mailbox.Value, RowKey, cancellationToken);
            var next = change(row).ToRow(mailbox);
            var etag = row?.ETag is { } read
                ? await table.ReplaceAsync(next, read, cancellationToken)
                : await table.InsertAsync(next, cancellationToken);
            if (etag is not null) return true;
        }
        return false;
    }

    private static void RefuseWhilePaused(Purse purse, DateTimeOffset now)
    {
        if (purse.PausedUntil > now)
            throw new MailProviderException(MailProviderFailure.Throttled, "provider_pause", purse.PausedUntil - now);
    }

    private sealed class Purse
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);
        public int Left { get; set; }

        /// <summary>What stood in the bucket when the purse was filled: together they must not fall below what a use leaves to others.</summary>
        public double Beside { get; set; }
        public DateTimeOffset GoodUntil { get; set; }
        public DateTimeOffset PausedUntil { get; set; }
    }

    private sealed record Kept(TokenBucket Bucket, DateTimeOffset PausedUntil)
    {
        public static Kept Of(Row row) => new(
            new TokenBucket(row["Level"] as double? ?? 0, row.Time("At") ?? DateTimeOffset.UnixEpoch),
            row.Time("PausedUntil") ?? DateTimeOffset.MinValue);

        public Row ToRow(MailboxId mailbox) => new(mailbox.Value, RowKey)
        {
            ["Level"] = Bucket.Level,
            ["At"] = Bucket.At,
            ["PausedUntil"] = PausedUntil > DateTimeOffset.UnixEpoch ? (object)PausedUntil : null,
        };
    }
}
