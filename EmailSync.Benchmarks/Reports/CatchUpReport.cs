using System.Text.Json;

namespace EmailSync.Benchmarks.Reports;

/// <summary>All figures of one catch-up run.</summary>
internal sealed record CatchUpReport
{
    public required string Provider { get; init; }

    public required int Messages { get; init; }

    public required int Seed { get; init; }

    public required int Processors { get; init; }

    /// <summary>Old mails that were decided before the run ended.</summary>
    public required int CaughtUp { get; init; }

    public required double OldPerMinute { get; init; }

    /// <summary>All old mails were decided, and each was looked for.</summary>
    public required bool IsOver { get; init; }

    /// <summary>The time for which the limit holds ten messages back.</summary>
    public required double QuotaOfTenMilliseconds { get; init; }

    /// <summary>Delivered to stored in the mailbox at rest.</summary>
    public required Percentiles? Idle { get; init; }

    /// <summary>Delivered to stored while old mail was caught up with.</summary>
    public required Percentiles New { get; init; }

    /// <summary>In times of ten messages at the limit.</summary>
    public double Ratio => New.P90 / QuotaOfTenMilliseconds;

    /// <summary>Nine of ten new mails lost no more than that time against a mailbox at rest.</summary>
    public bool AimMet => New.P90 - (Idle?.P90 ?? 0) <= QuotaOfTenMilliseconds;

    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Default.CatchUpReport);
}
