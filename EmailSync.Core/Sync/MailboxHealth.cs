using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Logging;

namespace EmailSync.Core.Sync;

/// <summary>
/// What a failed look at a mailbox means for it: a dead grant turns it to reauth_required, and nothing else does (invariant 10), and the CRM is told; everything else becomes
/// due work, so that no thread sleeps and no wake-up is lost.
/// </summary>
public sealed partial class MailboxHealth(MailboxStore mailboxes, MailboxNews news, DueStore due, TimeProvider time, ILogger<MailboxHealth> logger)
{
    private static readonly TimeSpan RetryTransient = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BetweenNotes = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RetryConfiguration = TimeSpan.FromMinutes(5);

    public async Task FailedAsync(MailboxId id, MailProviderException failure, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        LogFailed(logger, id, failure.Kind, failure.Code);
        if (failure.Kind == MailProviderFailure.AuthorizationLost)
        {
            if (await mailboxes.GetAsync(id, cancellationToken) is not { Status: MailboxStatus.Connected })
                return;
            var expectedAt = await news.ExpectAsync(id, cancellationToken);
            await mailboxes.UpdateAsync(
                id,
                m => m.Status != MailboxStatus.Connected
                    ? m
                    : m with { Status = MailboxStatus.ReauthRequired, StatusReason = failure.Code, Since = now, LastError = failure.Code },
                cancellationToken);
            await news.TellAsync(id, expectedAt, cancellationToken);
            return;
        }

        var after = await mailboxes.UpdateAsync(id, m => m with { LastError = failure.Code, FailedLooks = m.FailedLooks + 1 }, cancellationToken);
        await due.ScheduleAsync(DueKind.Wake, id.Value, now + Wait(failure, after?.FailedLooks ?? 1), cancellationToken);
    }

    public Task SucceededAsync(MailboxId id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return mailboxes.UpdateAsync(id, m => m with { LastSyncedAt = now, LastError = null, FailedLooks = 0 }, cancellationToken);
    }

    /// <summary>The same in the midst of a round, seldom enough to cost nothing.</summary>
    public Task InStepAsync(MailboxId id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return mailboxes.UpdateAsync(id, m => now - m.LastSyncedAt < BetweenNotes ? m : m with { LastSyncedAt = now, LastError = null, FailedLooks = 0 }, cancellationToken);
    }

    /// <summary>
    /// As the provider says; else soon at first, and then more and more seldom: a mailbox that is refused for good is still looked at, and costs no more than one in which
    /// nothing happens.
    /// </summary>
    public static TimeSpan Wait(MailProviderException failure, int failedLooks)
    {
        var first = RetryAfter(failure);
        if (failure.RetryAfter is not null || first >= LongestWait)
            return first;
        var doubled = first * Math.Pow(2, Math.Clamp(failedLooks - 2, 0, 10));
        return doubled < LongestWait ? doubled : LongestWait;
    }

    public static TimeSpan RetryAfter(MailProviderException failure) => failure.RetryAfter ?? failure.Kind switch
    {
        MailProviderFailure.Misconfigured => RetryConfiguration,
        _ => RetryTransient,
    };

    [LoggerMessage(2011, LogLevel.Warning, "Mailbox {Mailbox}: the provider failed ({Kind}, {Code})")]
    private static partial void LogFailed(ILogger logger, MailboxId mailbox, MailProviderFailure kind, string code);
}
