using System.Diagnostics.Metrics;

namespace EmailSync.Core.Providers;

/// <summary>Calls to mail providers by method, as a metric: quota is spent by them.</summary>
internal static class ProviderCalls
{
    private static readonly Counter<long> Counter =
        EmailSyncMeter.Shared.CreateCounter<long>("emailsync.provider.calls", "{call}", "Calls to mail providers.");

    public static void Count(string provider, string method) =>
        Counter.Add(1, new KeyValuePair<string, object?>("provider", provider), new KeyValuePair<string, object?>("method", method));
}
