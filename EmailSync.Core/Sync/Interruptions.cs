using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Logging;

namespace EmailSync.Core.Sync;

/// <summary>
/// B3 for mail that ends the process itself (memory, stack, a loop that the host kills): nobody can write a word after it, so something has to stand there before. That
/// would cost a write for every message; therefore only a lane that has probably been run before writes it, message by message, and the mail that was in hand when the
/// process died is known by it.
/// </summary>
public sealed partial class Interruptions(DeferredStore deferred, TimeProvider time, ILogger<Interruptions> logger)
{
    /// <summary>The code that the quarantine shows.</summary>
    public const string Cause = "process_ended";

    /// <summary>So many deaths, beside the first, which nobody saw.</summary>
    public const int MaxDeaths = 3;

    /// <summary>An engine that runs several processes gives a dead one's work to another after some minutes; that a lane waits this long otherwise is rare.</summary>
    private static readonly TimeSpan Suspicious = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);

    /// <summary>As old as the process, or a little younger.</summary>
    private readonly DateTimeOffset startedAt = time.GetUtcNow();

    /// <summary>Notes on a page when it was read; asked of whoever reads pages, so that a process is never younger than its pages.</summary>
    public SyncPage Stamp(SyncPage page) => page.Lanes is { Count: > 0 } ? page with { ReadAt = time.GetUtcNow() } : page;

    /// <summary>The page was read by a process that is no more, or very long ago: who began this lane then may have died of it.</summary>
    public bool HasProbablyRun(DateTimeOffset? readAt) => readAt is { } at && (at < startedAt || time.GetUtcNow() - at > Suspicious);

    /// <summary>
    /// What is to be done with a message before it is touched. A mail that was in hand at a death is put off, so that its page goes on without it and it is taken up again
    /// by itself; after <see cref="MaxDeaths"/> it is set aside.
    /// </summary>
    /// <param name="id">Whose message it is.</param>
    /// <param name="message">Which message.</param>
    /// <param name="thread">Its thread.</param>
    /// <param name="order">What stands there of it, or null.</param>
    /// <param name="careful">The lane has probably been run before.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<Interruption> BeforeAsync(
        MailboxId id, ProviderMessageId message, ProviderThreadId? thread, DeferredMessage? order, bool careful, CancellationToken cancellationToken)
    {
        var deaths = order?.Deaths ?? 0;
        if (deaths == 0 && !careful)
            return new Interruption(InterruptionStep.Take, order);
        var now = time.GetUtcNow();
        if (order is { Quarantined: true })
            return new Interruption(deaths > 0 ? InterruptionStep.Leave : InterruptionStep.Take, order);
        if (deaths >= MaxDeaths)
        {
            var aside = order! with { Quarantined = true, Reason = Reason.ProcessingFailed, Cause = Cause };
            await deferred.SaveAsync(id, aside, cancellationToken);
            LogSetAside(logger, id, deaths);
            return new Interruption(InterruptionStep.Leave, aside);
        }
        if (deaths > 0 && order!.DueAt > now)
            return new Interruption(InterruptionStep.Leave, order);

        var marked = (order ?? new DeferredMessage(message, thread, now, now, 0, Reason.ProcessingFailed, null, false)) with
        {
            DueAt = now + (FirstPause * Math.Pow(5, deaths)),
            Reason = Reason.ProcessingFailed,
            Cause = Cause,
            Deaths = deaths + 1,
        };
        return new Interruption(InterruptionStep.Take, marked with { Version = await deferred.SaveAsync(id, marked, cancellationToken) });
    }

    [LoggerMessage(2019, LogLevel.Error, "Mailbox {Mailbox}: a message was in hand at {Deaths} deaths of the process and was set aside")]
    private static partial void LogSetAside(ILogger logger, MailboxId mailbox, int deaths);
}
