using System.Diagnostics.Metrics;

namespace EmailSync.Core;

/// <summary>The product's meter, for counts that belong to the whole process.</summary>
internal static class EmailSyncMeter
{
    public const string Name = "EmailSync";

    public static Meter Shared { get; } = new(Name);
}
