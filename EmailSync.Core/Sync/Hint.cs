using EmailSync.Core.Providers;

namespace EmailSync.Core.Sync;

/// <summary>
/// A message that a notification named, as the dirty row keeps it: the provider's id, and in front of it a mark where the message was said to have left its
/// folder. That may be a move or the end of it; it concerns only what is synced. Pure.
/// </summary>
public static class Hint
{
    // No provider's ids begin with it.
    private const char RemovedMark = '!';
    private const char NewestMark = '*';

    public static string Of(ProviderMessageId message) => message.Value;

    public static string Removed(ProviderMessageId message) => RemovedMark + message.Value;

    public static bool IsRemoved(string hint) => hint.StartsWith(RemovedMark);

    /// <summary>More were named than the dirty row keeps: the newest mail stands for them. Never stored there.</summary>
    /// <param name="version">Of the dirty row, so that it counts once for each ring.</param>
    public static string Newest(string version) => NewestMark + version;

    public static bool IsNewest(string hint) => hint.StartsWith(NewestMark);

    public static string IdOf(string hint) => hint.TrimStart(RemovedMark);
}
