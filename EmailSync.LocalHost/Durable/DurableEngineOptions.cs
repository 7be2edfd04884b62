using System.Text.RegularExpressions;

namespace EmailSync.LocalHost.Durable;

public sealed partial class DurableEngineOptions
{
    /// <summary>3 to 45 letters and digits, as Durable Functions wants it. Default: EmailSync.</summary>
    public string HubName { get; init; } = "EmailSync";

    /// <summary>Activities that run at the same time. Default: 8 for each core.</summary>
    public int MaxConcurrentActivities { get; init; } = 8 * Environment.ProcessorCount;

    /// <summary>Instances whose orchestrator runs or whose turn is being stored at the same time. Default: 8 for each core.</summary>
    public int MaxConcurrentTurns { get; init; } = 8 * Environment.ProcessorCount;

    /// <summary>
    /// How long a finished instance can still be read before it is purged, by the engine's clock. Other backends keep it until they are asked to purge; here all
    /// finished ones stand in memory, and every query of Azurite scans its whole table. Default: 5 minutes.
    /// </summary>
    public TimeSpan FinishedRetention { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Largest JSON of one input, result, event or output, in UTF-8 bytes. Default: 1 MiB.</summary>
    public int MaxPayloadBytes { get; init; } = 1024 * 1024;

    /// <summary>How long stopping waits for running activities; what still runs then runs again at the next start. Default: 10 s.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the owner confirms its lease, in real time; a deleted hub is noticed at the latest then. Default: 10 s.</summary>
    public TimeSpan LeaseRenewal { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The one table that holds the hub's whole state.</summary>
    public string TableName => HubName + "Instances";

    internal void Validate()
    {
        if (!HubNamePattern().IsMatch(HubName))
            throw new ArgumentException($"The task hub name '{HubName}' must be 3 to 45 letters and digits and start with a letter.");

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxConcurrentActivities);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxConcurrentTurns);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxPayloadBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxPayloadBytes, 4 * 1024 * 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(FinishedRetention, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(StopTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(LeaseRenewal, TimeSpan.Zero);
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]{2,44}$", RegexOptions.CultureInvariant)]
    private static partial Regex HubNamePattern();
}
