namespace EmailSync.Benchmarks.Cli;

/// <summary>What the command line asks of a run of webhooks.</summary>
internal sealed record WebhooksOptions
{
    /// <summary>Mails of contacts that come while the target is away; the sink keeps 5,000 webhooks.</summary>
    public int Events { get; init; } = 2_000;

    /// <summary>Over so many mailboxes.</summary>
    public int Mailboxes { get; init; } = 10;

    public int Seed { get; init; } = 1;

    /// <summary>Where the figures go as JSON besides; null for nowhere.</summary>
    public string? JsonFile { get; init; }

    /// <summary>Keep the data folder with the logs of the processes.</summary>
    public bool Keep { get; init; }
}
