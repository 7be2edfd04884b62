namespace EmailSync.Benchmarks.Cli;

/// <summary>What the command line asks of an ingest run.</summary>
internal sealed record IngestOptions
{
    public int Messages { get; init; } = 2000;

    public int Mailboxes { get; init; } = 10;

    public ProviderChoice Provider { get; init; }

    /// <summary>Messages per second of the steady phase.</summary>
    public double Rate { get; init; } = 8;

    /// <summary>How long the steady phase lasts; zero leaves it out.</summary>
    public TimeSpan Steady { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The location has a webhook, and every message is told to it.</summary>
    public bool Webhooks { get; init; } = true;

    public int Seed { get; init; } = 1;

    /// <summary>Where the figures go as JSON besides; null for nowhere.</summary>
    public string? JsonFile { get; init; }

    /// <summary>Keep the data folder with the logs of the processes.</summary>
    public bool Keep { get; init; }
}
