using System.Diagnostics.Metrics;
using EmailSync.Core.Providers.Gmail;
using Microsoft.Extensions.Logging;

namespace EmailSync.Functions.Sync;

/// <summary>Counts pushes by what became of them: metric <c>emailsync.pushes</c>, tagged with the verdict. Refused ones are logged, without their content.</summary>
public sealed partial class PushCounters(IMeterFactory meters, ILogger<PushCounters> logger)
{
    private readonly Counter<long> pushes = meters.Create("EmailSync").CreateCounter<long>("emailsync.pushes", "{push}", "Notifications received from providers");

    public void Count(PushVerdict verdict)
    {
        pushes.Add(1, new KeyValuePair<string, object?>("verdict", verdict.ToString()));
        if (verdict != PushVerdict.Genuine)
            LogRefused(logger, verdict);
    }

    public void CountUnreadable() => pushes.Add(1, new KeyValuePair<string, object?>("verdict", "Unreadable"));

    public void CountUnknown() => pushes.Add(1, new KeyValuePair<string, object?>("verdict", "UnknownMailbox"));

    /// <summary>Items of Graph's notifications, each of which proves itself.</summary>
    public void CountItems(int genuine, int forged)
    {
        if (genuine > 0)
            pushes.Add(genuine, new KeyValuePair<string, object?>("verdict", "Genuine"));
        if (forged == 0)
            return;
        pushes.Add(forged, new KeyValuePair<string, object?>("verdict", "WrongClientState"));
        LogForged(logger, forged);
    }

    [LoggerMessage(5104, LogLevel.Warning, "{Count} notifications were dropped: they do not know the client state of their subscription")]
    private static partial void LogForged(ILogger logger, int count);

    [LoggerMessage(5103, LogLevel.Warning, "A push was refused: {Verdict}")]
    private static partial void LogRefused(ILogger logger, PushVerdict verdict);
}
