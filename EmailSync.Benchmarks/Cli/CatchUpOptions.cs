namespace EmailSync.Benchmarks.Cli;

/// <summary>What the command line asks of a catch-up run.</summary>
internal sealed record CatchUpOptions
{
    /// <summary>Mails that the mailbox has and the CRM has not when its cursor is lost.</summary>
    public int Messages { get; init; } = 20_000;

    public ProviderChoice Provider { get; init; }

    /// <summary>Between two new mails.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long new mails come; the run ends soon after, however far the catch-up is.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>Gmail's price list of before May 2026.</summary>
    public bool OldPrices { get; init; }

    public int Seed { get; init; } = 1;

    /// <summary>Where the figures go as JSON besides; null for nowhere.</summary>
    public string? JsonFile { get; init; }

    /// <summary>Keep the data folder with the logs of the processes.</summary>
    public bool Keep { get; init; }
}
