namespace EmailSync.LocalHost.Azurite;

/// <summary>A port of 0 means any free one.</summary>
public sealed record AzuriteOptions
{
    /// <summary>Holds Azurite's data, its log and the note of which process runs on it.</summary>
    public required string DataFolder { get; init; }

    public int BlobPort { get; init; } = 10000;
    public int QueuePort { get; init; } = 10001;
    public int TablePort { get; init; } = 10002;

    /// <summary>Use the Azurite of another living host on the same data folder, instead of refusing; it is then left running.</summary>
    public bool Share { get; init; }

    /// <summary>Told what takes long (the installation) or is unusual (a take-over).</summary>
    public Action<string>? Log { get; init; }

    /// <summary>End Azurite when this process is killed, because nobody will start on the same data folder again.</summary>
    public bool EndWithHost { get; init; }

    internal string Node { get; init; } = "node";
    internal string Npm { get; init; } = "npm";
    internal string? CacheFolder { get; init; }
}
