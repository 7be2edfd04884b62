using EmailSync.Core.Conversations;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Core.Updates;
using Microsoft.Extensions.Logging;

namespace EmailSync.Core.Sync;

/// <summary>
/// Takes the messages of one lane to durable outcomes, in order. A message that fails is deferred and holds up nobody, except the later messages of its
/// own thread when the provider throttles; after ten attempts it is set aside with its cause (invariant 3, B3).
/// </summary>
public sealed partial class LaneSync(
    SyncTargets targets,
    MessageSync messages,
    CopyUpdates updates,
    DeferredStore deferred,
    Interruptions interruptions,
    DecisionStore decisions,
    ErasedMessages erased,
    DueStore due,
    MailboxHealth health,
    TimeProvider time,
    ILogger<LaneSync> logger)
{
    public const int MaxAttempts = 10;

    private const string ContactDeleted = "contact_deleted";

    private static readonly TimeSpan PutOffSpacing = TimeSpan.FromSeconds(2);

    /// <summary>Longer than any provider and any store takes for one message; what is not done by then never will be.</summary>
    private static readonly TimeSpan Endless = TimeSpan.FromMinutes(4);

    private const int EndlessWeight = 4;

    private static readonly TimeSpan WhilePaused = TimeSpan.FromDays(1);

    public Task<LaneResult> SyncAsync(MailboxId id, IReadOnlyList<MessageRef> lane, CancellationToken cancellationToken) =>
        SyncAsync(id, lane, readAt: null, cancellationToken);

    /// <param name="id">Whose messages they are.</param>
    /// <param name="lane">The messages, in order.</param>
    /// <param name="readAt">When their page was read; null where nobody knows.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<LaneResult> SyncAsync(MailboxId id, IReadOnlyList<MessageRef> lane, DateTimeOffset? readAt, CancellationToken cancellationToken)
    {
        if (await targets.FindAsync(id, cancellationToken) is not { } target)
            return LaneResult.Stopped;

        var log = new List<LoggedDecision>();
        var putOff = await PutOffAsync(id, cancellationToken);
        var careful = interruptions.HasProbablyRun(readAt);
        var resolved = new List<DeferredMessage>();
        var updated = new List<ConversationKey>();
        MailProviderException? throttled = null;
        var throttledSoFar = 0;
        DateTimeOffset? wakeAt = null;
        foreach (var reference in lane)
        {
            var message = new ProviderMessageId(reference.Id);
            try
            {
                // Once throttled, the rest would only be refused as well: straight to due work.
                if (throttled is not null)
                    throw throttled;
                var before = putOff.GetValueOrDefault(message);
                if (reference.IsUpdate)
                {
                    updated.AddRange(await updates.TakeOverAsync(target, message, reference.News ?? StateNews.Open, cancellationToken));
                    if (before is { IsUpdate: true })
                        resolved.Add(before);
                    continue;
                }
                var (step, order) = await interruptions.BeforeAsync(id, message, reference.ThreadId, before, careful, cancellationToken);
                if (step == InterruptionStep.Leave)
                {
                    log.AddRange(Lines(target, order!));
                    continue;
                }
                var mayWait = reference.EarlierMayFollow && before is null or { AwaitsEndOfLook: true };
                var decided = await BoundedAsync(
                    () => messages.SyncAsync(target, reference with { EarlierMayFollow = mayWait }, cancellationToken), cancellationToken);
                log.AddRange(decided);
                if (decided.FirstOrDefault(d => d.Outcome == Outcome.Deferred) is { } awaiting)
                    await AwaitEndOfLookAsync(id, message, reference.ThreadId, awaiting.ProviderTime, before?.FirstSeen, cancellationToken);
                else if (order is { Deaths: > 0 })
                    await ResolveNowAsync(target, order, decided, cancellationToken);
                else if (order is not null)
                    resolved.Add(order);
            }
            catch (MailProviderException e) when (e.Kind == MailProviderFailure.AuthorizationLost)
            {
                await decisions.SaveAsync(id, log, cancellationToken);
                await health.FailedAsync(id, e, cancellationToken);
                return LaneResult.Stopped;
            }
            catch (MailProviderException e)
            {
                if (e.Kind == MailProviderFailure.Throttled)
                    throttled = e;
                var put = await DeferAsync(target, reference, e.Code, e, throttledSoFar++, weight: 1, log, cancellationToken);
                wakeAt = Earlier(wakeAt, put);
            }
            catch (ConversationErasedException)
            {
                // Decided again and again on a contact that is just being deleted (R27): in a moment it is unknown.
                var put = await DeferAsync(target, reference, ContactDeleted, null, 0, weight: 1, log, cancellationToken);
                wakeAt = Earlier(wakeAt, put);
            }
            catch (Exception e) when (e is not OperationCanceledException && !StorageFailures.Includes(e))
            {
                // Whatever is wrong with one message (hostile MIME above all) must not stop the mailbox. Storage that fails stops the lane instead.
                LogPoison(logger, id, e);
                var put = await DeferAsync(target, reference, e.GetType().Name, null, 0, e is EndlessMailException ? EndlessWeight : 1, log, cancellationToken);
                wakeAt = Earlier(wakeAt, put);
            }
        }

        if (wakeAt is { } at)
            await due.ScheduleAsync(DueKind.Wake, id.Value, at, cancellationToken);
        await decisions.SaveAsync(id, log, cancellationToken);
        await erased.SettleAsync(target, log, cancellationToken);
        await ResolveAsync(target, resolved, cancellationToken);
        return new LaneResult(true, [.. Tellable(target, log).Union(updated.Select(c => c.Value))]);
    }

    private static IReadOnlyList<string> Tellable(SyncTarget target, List<LoggedDecision> log) =>
        [.. log
            .Where(d => d.Message is not null && target.Connections.Any(c => c.Location.Id == d.Location))
            .Select(d => d.Message!.Value.Conversation.Value)
            .Distinct(StringComparer.Ordinal)];

    private async Task AwaitEndOfLookAsync(
        MailboxId id, ProviderMessageId message, ProviderThreadId? thread, DateTimeOffset receivedAt, DateTimeOffset? firstSeen, CancellationToken cancellationToken)
    {
        var order = new DeferredMessage(
            message, thread, firstSeen ?? time.GetUtcNow(), DeferredMessage.EndOfLook, 0, Reason.EarlierMailAwaited, Cause: null, Quarantined: false)
        {
            AwaitedSince = receivedAt,
        };
        await deferred.SaveAsync(id, order, cancellationToken);
    }

    /// <param name="provider">The provider's failure, or null when the fault is in our own processing.</param>
    /// <param name="ahead">How many of this lane were put off before it.</param>
    /// <param name="weight">As how many attempts it counts: whatever runs on without end costs a processor until the process ends, and is not tried ten times.</param>
    /// <returns>When to try again; null when it was set aside.</returns>
    private async Task<DateTimeOffset?> DeferAsync(
        SyncTarget target,
        MessageRef reference,
        string cause,
        MailProviderException? provider,
        int ahead,
        int weight,
        List<LoggedDecision> log,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var message = new ProviderMessageId(reference.Id);
        var before = await deferred.GetAsync(target.Mailbox.Id, message, cancellationToken);

        // Limits and our own set-up say nothing about this message: they do not count against it.
        var isGeneral = provider?.Kind is MailProviderFailure.Throttled or MailProviderFailure.Misconfigured;
        var attempts = (before?.Attempts ?? 0) + (isGeneral ? 0 : weight);
        var quarantined = attempts >= MaxAttempts;
        var reason = provider switch
        {
            null => Reason.ProcessingFailed,
            { Kind: MailProviderFailure.Throttled } => Reason.ProviderThrottled,
            _ => Reason.ProviderFailed,
        };

        // What a limit put off comes back one by one, about as fast as the limit lets it, and not all at once into the same limit.
        var retryAt = now + (isGeneral ? MailboxHealth.RetryAfter(provider!) + (PutOffSpacing * ahead) : Backoff(attempts));
        var next = new DeferredMessage(message, reference.ThreadId, before?.FirstSeen ?? now, retryAt, attempts, reason, cause, quarantined)
        {
            IsUpdate = reference.IsUpdate && before?.IsUpdate != false,
        };
        await deferred.SaveAsync(target.Mailbox.Id, next, cancellationToken);

        // The log says why a message is in the CRM or not; that does not change with its state.
        if (!reference.IsUpdate)
            log.AddRange(Lines(target, next));
        return quarantined ? null : retryAt;
    }

    private IEnumerable<LoggedDecision> Lines(SyncTarget target, DeferredMessage order)
    {
        var now = time.GetUtcNow();
        return target.Connections.Select(c => new LoggedDecision(
            c.Location.Id,
            now,
            order.FirstSeen,
            order.Message,
            MessageIdHeader: null,
            order.Quarantined ? Outcome.Quarantined : Outcome.Deferred,
            order.Reason,
            "B3",
            order.Quarantined ? null : order.DueAt,
            Message: null));
    }

    /// <summary>
    /// On a thread of its own: a mail that sends its reader round in circles is given up like one that fails, and the lane goes on. Whatever the reader should still write
    /// one day is what a second run would write.
    /// </summary>
    private async Task<T> BoundedAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        var running = Task.Run(work, cancellationToken);
        try
        {
            return await running.WaitAsync(Endless, time, cancellationToken);
        }
        catch (TimeoutException) when (!running.IsCompleted)
        {
            throw new EndlessMailException();
        }
    }

    /// <summary>Orders as they stand before the lane: one that is given while the lane runs is not taken for carried out.</summary>
    private async Task<Dictionary<ProviderMessageId, DeferredMessage>> PutOffAsync(MailboxId id, CancellationToken cancellationToken)
    {
        var orders = new Dictionary<ProviderMessageId, DeferredMessage>();
        await foreach (var message in deferred.ListAsync(id, cancellationToken))
            orders[message.Message] = message;
        return orders;
    }

    /// <summary>The next message of the lane may end the process, and must not take this one with it.</summary>
    private async Task ResolveNowAsync(SyncTarget target, DeferredMessage order, IReadOnlyList<LoggedDecision> lines, CancellationToken cancellationToken)
    {
        await decisions.SaveAsync(target.Mailbox.Id, lines, cancellationToken);
        await ResolveAsync(target, [order], cancellationToken);
    }

    /// <summary>For whom it is done it is done. A connection that paused while the message was put off has not had it: for that the order stays.</summary>
    private async Task ResolveAsync(SyncTarget target, List<DeferredMessage> resolved, CancellationToken cancellationToken)
    {
        // Asked again, since who pauses in the midst of the lane writes nothing any more. Where all do, every order stays as it is.
        var id = target.Mailbox.Id;
        if (resolved.Count == 0 || await targets.FindAsync(id, cancellationToken) is not { } current)
            return;
        foreach (var message in resolved)
        {
            foreach (var connected in target.Connections.Where(c => !current.PausedIn.Contains(c.Location.Id)))
                await decisions.RemoveDeferredAsync(connected.Location.Id, id, message.Message, message.FirstSeen, cancellationToken);
            if (current.Paused.Any(c => c.PausedAt >= message.FirstSeen))
                await deferred.ChangeAsync(id, Kept(message), cancellationToken);
            else
                await deferred.RemoveAsync(id, message, cancellationToken);
        }
    }

    /// <summary>It has come to its end, whatever happened on the way: the looks of many days are not counted up to being set aside.</summary>
    private DeferredMessage Kept(DeferredMessage message) => message with
    {
        DueAt = time.GetUtcNow() + WhilePaused,
        Attempts = 0,
        Deaths = 0,
        AwaitedSince = null,
        AwaitsResume = true,
    };

    /// <summary>
    /// 5 s, three times as long each time, at most six hours: quick after a hiccup, and the tenth attempt comes only after half a day, so that a
    /// provider's bad morning sets nothing aside.
    /// </summary>
    public static TimeSpan Backoff(int attempts) => TimeSpan.FromSeconds(Math.Min(6 * 3600, 5 * Math.Pow(3, attempts - 1)));

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;

    [LoggerMessage(2012, LogLevel.Error, "Mailbox {Mailbox}: a message could not be processed and was put off")]
    private static partial void LogPoison(ILogger logger, MailboxId mailbox, Exception exception);

    private sealed class EndlessMailException() : Exception("The processing of a message does not come to an end.");
}
