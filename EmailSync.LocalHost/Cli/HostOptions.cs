namespace EmailSync.LocalHost.Cli;

/// <summary>What the command line says. A port of 0 takes a free one.</summary>
internal sealed record HostOptions
{
    public static string UsualSettingsFile { get; } = Path.GetFullPath("local.settings.json");

    public HostMode Mode { get; init; }

    public int Port { get; init; } = 7071;

    public int GooglePort { get; init; } = 7081;

    public int MicrosoftPort { get; init; } = 7082;

    public int SmtpPort { get; init; } = 7083;

    /// <summary>Of the SMTP sink's page and API.</summary>
    public int SmtpHttpPort { get; init; } = 7084;

    public int CrmPort { get; init; } = 7085;

    /// <summary>Of blobs; queues and tables take the two that follow.</summary>
    public int StoragePort { get; init; } = 10000;

    public required string DataFolder { get; init; }

    /// <summary>A connection string to use instead of Azurite.</summary>
    public string? Storage { get; init; }

    /// <summary>null: local.settings.json of the current folder, if there.</summary>
    public string? SettingsFile { get; init; }

    public bool Demo { get; init; } = true;

    /// <summary>Log lines instead of the timeline.</summary>
    public bool Log { get; init; }

    /// <summary>Google and Microsoft themselves instead of their simulators; their settings must be set.</summary>
    public bool RealProviders { get; init; }
}
