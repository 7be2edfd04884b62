using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailSync.Core.Sync;

/// <summary>
/// What a failed look at a mailbox means for it: a dead grant turns it to reauth_required, and nothing else does (invariant 10), and the CRM is told; everything else becomes
/// due work, so that no thread sleeps and no wake-up is lost.
/// </summary>
public sealed partial class MailboxHealth(
    MailboxStore mailboxes, MailboxNews news, DueStore due, IOptions<EmailSyncOptions> options, TimeProvider time, ILogger<MailboxHealth> logger)
{
    private static readonly TimeSpan RetryTransient = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BetweenNotes = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RetryConfiguration = TimeSpan.FromMinutes(5);

    public Task FailedAsync(MailboxId id, MailProviderException failure, CancellationToken cancellationToken) =>
        FailedAsync(id, failure, behindSince: null, cancellationToken);

    /// <param name="behindSince">Until when every feed had been read, where the look was to be at all of them; null for any other.</param>
    public async Task FailedAsync(MailboxId id, MailProviderException failure, DateTimeOffset? behindSince, CancellationToken cancellationToken)
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
                    : m with
                    {
                        Status = MailboxStatus.ReauthRequired,
                        StatusReason = failure.Code,
                        Since = now,
                        LastError = failure.Code,
                        BehindSince = m.BehindSince ?? m.LastSyncedAt ?? m.Since,
                    },
                cancellationToken);
            await news.TellAsync(id, expectedAt, cancellationToken);
            return;
        }

        // One wake-up is enough: each look that fails would leave one more, and in trouble that lasts, each of those one more again.
        var before = await mailboxes.GetAsync(id, cancellationToken);
        var retryAt = now + Wait(failure, (before?.FailedLooks ?? 0) + 1);
        if (before?.RetryAt is { } pending && pending > now && pending <= retryAt && await due.IsScheduledAsync(DueKind.Wake, id.Value, pending, cancellationToken))
            retryAt = pending;
        else
            await due.ScheduleAsync(DueKind.Wake, id.Value, retryAt, cancellationToken);
        await mailboxes.UpdateAsync(
            id,
            m => m with { LastError = failure.Code, FailedLooks = m.FailedLooks + 1, RetryAt = retryAt, BehindSince = m.BehindSince ?? behindSince },
            cancellationToken);
    }

    /// <summary>
    /// A look that left out what failed has come to its end. What hangs takes minutes: the next try is as far from this end as it was to be from the failure.
    /// </summary>
    public async Task PutOffAsync(MailboxId id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await mailboxes.GetAsync(id, cancellationToken) is not { } mailbox)
            return;
        var retryAt = now + Doubled(RetryTransient, mailbox.FailedLooks);
        if (mailbox.RetryAt > retryAt - RetryTransient)
            return;
        await due.ScheduleAsync(DueKind.Wake, id.Value, retryAt, cancellationToken);
        await mailboxes.UpdateAsync(id, m => m.RetryAt < retryAt ? m with { RetryAt = retryAt } : m, cancellationToken);
    }

    /// <param name="isWhole">The look was at every feed. Any other leaves it open what is in those that could not be read.</param>
    public Task SucceededAsync(MailboxId id, bool isWhole, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return mailboxes.UpdateAsync(id, m => InStep(m, isWhole, now), cancellationToken);
    }

    /// <summary>The same in the midst of a round, seldom enough to cost nothing.</summary>
    public Task InStepAsync(MailboxId id, bool isWhole, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return mailboxes.UpdateAsync(id, m => now - m.LastSyncedAt < BetweenNotes && !(isWhole && m.BehindSince is not null) ? m : InStep(m, isWhole, now), cancellationToken);
    }

    /// <summary>All that came before has a listing of its own by now.</summary>
    public Task ListedAsync(MailboxId id, DateTimeOffset before, CancellationToken cancellationToken) =>
        mailboxes.UpdateAsync(id, m => m.BehindSince < before ? m with { BehindSince = before } : m, cancellationToken);

    private Mailbox InStep(Mailbox mailbox, bool isWhole, DateTimeOffset now)
    {
        if (isWhole)
            return mailbox with { LastSyncedAt = now, LastError = null, FailedLooks = 0, BehindSince = null };

        // Nobody has looked at the other feeds for longer than they are left alone: we were away.
        var seenUntil = mailbox.LastSyncedAt ?? mailbox.Since;
        var behindSince = mailbox.BehindSince ?? (now - seenUntil > 2 * options.Value.ReconcileInterval ? seenUntil : null);
        return behindSince is null
            ? mailbox with { LastSyncedAt = now, LastError = null, FailedLooks = 0 }
            : mailbox with { LastSyncedAt = now, BehindSince = behindSince };
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
        return Doubled(first, failedLooks);
    }

    private static TimeSpan Doubled(TimeSpan first, int failedLooks)
    {
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
