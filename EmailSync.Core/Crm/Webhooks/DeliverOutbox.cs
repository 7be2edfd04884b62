using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Logging;

namespace EmailSync.Core.Crm.Webhooks;

/// <summary>
/// Takes up a stream's events: into the location's log, then to its webhook, at least once, in commit order. The first event that fails holds back the later ones of its
/// stream, and nobody else's; where the target itself fails, the location's streams wait for one of them to find it there again (docs/decisions/0036-when-a-target-fails.md).
/// </summary>
public sealed partial class DeliverOutbox(
    EventSources sources,
    EventLogStore log,
    DirectoryStore directory,
    DueStore due,
    WebhookAttempts attempts,
    TargetStore targets,
    SetAsideStore aside,
    DeliveryLanes lanes,
    TimeProvider time,
    ILogger<DeliverOutbox> logger)
{
    /// <summary>Should this process end while a stream waits in it for its turn.</summary>
    private static readonly TimeSpan turn = TimeSpan.FromMinutes(1);

    /// <summary>A stream that waits for the target looks by itself this often, for its events that have become too old, and should nobody have called it.</summary>
    private static readonly TimeSpan restingLook = TimeSpan.FromHours(1);

    /// <summary>For so long a location and its webhook are believed to be as they were: as long as an event may be on its way anyhow.</summary>
    private static readonly TimeSpan fresh = TimeSpan.FromSeconds(1);

    /// <summary>Nothing more is begun then: the call that delivers has to end long before its host ends it, and with it all others.</summary>
    private static readonly TimeSpan callLimit = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Drains a stream, and then others of its location that waited for a lane. Markers that were due before the look go with it, and those that the events name; other
    /// ones may stand for transactions still under way.
    /// </summary>
    /// <returns>True when there is more to do at once.</returns>
    public async Task<bool> DeliverAsync(EventStream stream, CancellationToken cancellationToken)
    {
        var began = time.GetUtcNow();
        if (await FindAddresseeAsync(stream, owner: null, cancellationToken) is not { } addressee)
        {
            await due.CancelDueAsync(DueKind.Deliver, stream.Value, began, cancellationToken);
            return false;
        }
        var location = addressee.Location.Id;
        if (!lanes.TryEnter(location, stream, began + turn, out var waits))
        {
            if (!waits)
                return false;
            await due.ScheduleAsync(DueKind.Deliver, stream.Value, began + turn, cancellationToken);
            await due.CancelDueAsync(DueKind.Deliver, stream.Value, began, cancellationToken);
            return false;
        }
        (EventStream Stream, DateTimeOffset? Marker)? next = (stream, null);
        Addressee? known = addressee;
        var hasMore = false;
        while (next is var (current, marker))
        {
            var isDone = false;
            try
            {
                var drained = await DrainAsync(current, known, isProbe: false, cancellationToken);
                hasMore |= drained == Drained.More && marker is null;
                if (drained == Drained.All && marker is { } at)
                    await due.CancelAsync(DueKind.Deliver, current.Value, at, cancellationToken);
                isDone = true;
            }
            finally
            {
                known = null;
                next = lanes.Next(location, current, isDone && time.GetUtcNow() - began < callLimit);
            }
        }
        return hasMore;
    }

    /// <summary>One event of a stream goes to see whether a target that failed is there again.</summary>
    internal Task<Drained> ProbeAsync(EventStream stream, CancellationToken cancellationToken) => DrainAsync(stream, known: null, isProbe: true, cancellationToken);

    /// <summary>Whose events a stream holds, and the location that is told of them. Null where either is gone (R27), or nothing has happened yet.</summary>
    /// <param name="owner">Whose they are, where that is known.</param>
    private async Task<Addressee?> FindAddresseeAsync(EventStream stream, EventOwner? owner, CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow();
        owner ??= await sources.Of(stream).OwnerOfAsync(stream, cancellationToken);
        return owner is not null && await directory.GetLocationAsync(owner.Location, cancellationToken) is { } location ? new Addressee(owner, location, at) : null;
    }

    /// <param name="known">Whose they are, where that was just read.</param>
    private async Task<Drained> DrainAsync(EventStream stream, Addressee? known, bool isProbe, CancellationToken cancellationToken)
    {
        var pass = new Pass(stream, sources.Of(stream), time.GetUtcNow()) { IsProbe = isProbe };
        if ((known ?? await FindAddresseeAsync(stream, owner: null, cancellationToken)) is { } addressee)
        {
            var owner = (EventOwner?)addressee.Owner;
            pass.Health = await targets.GetAsync(addressee.Location.Id, cancellationToken);
            while (await TakeAsync(pass.Source, stream, cancellationToken) is { Count: > 0 } taken)
            {
                await log.AppendAsync(addressee.Location.Id, taken, cancellationToken);

                // As it is after the events were: a webhook that was put before them is told of them.
                pass.Addressee = await FindAddresseeAsync(stream, owner, cancellationToken);
                owner = null;
                foreach (var item in taken)
                {
                    if (await TellAsync(pass, item, cancellationToken) is { } end)
                        return end;
                }
            }
        }
        await ClearAsync(pass, cancellationToken);
        return Drained.All;
    }

    /// <returns>How the pass ends; null when it goes on to the next event.</returns>
    private async Task<Drained?> TellAsync(Pass pass, OutboxEvent item, CancellationToken cancellationToken)
    {
        // Its markers stand, should the call that goes on be lost.
        if (time.GetUtcNow() - pass.Began > callLimit)
            return Drained.More;

        // R27: a location that is deleted while its events are being delivered hears no more of them. Of a contact each event asks.
        if (time.GetUtcNow() - pass.Addressee?.ReadAt > fresh)
            pass.Addressee = await FindAddresseeAsync(pass.Stream, owner: null, cancellationToken);
        if (pass.Addressee is not var (owner, location, _))
            return Drained.All;
        if (item.Marker is { } marker)
            pass.Markers.Add(marker);
        if (location.Webhook is { } target)
        {
            var isTooOld = pass.Began - item.Since > WebhookWaits.GivenUpAfter;
            if (target.DisabledAt is not null || (pass.Health.IsClosed && !pass.IsProbe))
            {
                if (!isTooOld)
                    return await ParkAsync(location.Id, pass.Stream, cancellationToken);
                await SetAsideAsync(location.Id, item, target.DisabledReason, cancellationToken);
                return null;
            }
            if (await attempts.TryAsync(location, target, owner, item, pass.Health, cancellationToken) is { } answer)
            {
                if (!answer.IsDelivered)
                    return await FailedAsync(pass, location.Id, item, answer, isTooOld, cancellationToken);
                LogDelivered(logger, item.Type, item.Stream.Value, item.RowKey);
                pass.Health = TargetHealth.Good;
                await pass.Source.RemoveFromOutboxAsync(item, cancellationToken);
                return pass.IsProbe ? Drained.One : null;
            }
        }

        // Nobody is to be told, or nothing is left of what it tells.
        await pass.Source.RemoveFromOutboxAsync(item, cancellationToken);
        return null;
    }

    private async Task<Drained?> FailedAsync(
        Pass pass, LocationId location, OutboxEvent item, WebhookAnswer answer, bool isTooOld, CancellationToken cancellationToken)
    {
        pass.IsProbe = false;
        LogFailed(item, answer);
        await pass.Source.NoteFailureAsync(item, cancellationToken);
        pass.Health = await targets.GetAsync(location, cancellationToken);
        if (isTooOld)
        {
            await SetAsideAsync(location, item, answer.Word, cancellationToken);
            return null;
        }
        return answer.IsGone || pass.Health.IsClosed
            ? await ParkAsync(location, pass.Stream, cancellationToken)
            : await WaitAsync(pass.Stream, item, answer, cancellationToken);
    }

    /// <summary>Takes away the markers that were due before the look, and those of the events that are told: each is of one transaction, and that one is over.</summary>
    private async Task ClearAsync(Pass pass, CancellationToken cancellationToken)
    {
        var stream = pass.Stream.Value;
        await due.CancelDueAsync(DueKind.Deliver, stream, pass.Began, cancellationToken);
        await Task.WhenAll(pass.Markers.Where(m => m > pass.Began).Select(m => due.CancelAsync(DueKind.Deliver, stream, m, cancellationToken)));
    }

    private static async Task<IReadOnlyList<OutboxEvent>> TakeAsync(IEventSource source, EventStream stream, CancellationToken cancellationToken)
    {
        var taken = new List<OutboxEvent>();
        await foreach (var item in source.ListOutboxAsync(stream, cancellationToken))
            taken.Add(item);
        return taken;
    }

    /// <summary>The next try first, then the markers that are due: the stream is never without one.</summary>
    private async Task<Drained> WaitAsync(EventStream stream, OutboxEvent item, WebhookAnswer answer, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await due.ScheduleAsync(DueKind.Deliver, stream.Value, now + WebhookWaits.OfEvent(now - item.Since, answer), cancellationToken);
        await due.CancelDueAsync(DueKind.Deliver, stream.Value, now, cancellationToken);
        return Drained.Waits;
    }

    /// <summary>The stream waits for the target. Whoever opens it calls those who are on the list by then; who comes later sees that it is open.</summary>
    private async Task<Drained> ParkAsync(LocationId location, EventStream stream, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await targets.ParkAsync(location, stream, cancellationToken);
        var health = await targets.GetAsync(location, cancellationToken);
        var isDisabled = (await directory.GetLocationAsync(location, cancellationToken))?.Webhook?.DisabledAt is not null;
        var isOpen = !health.IsClosed && !isDisabled;
        await due.ScheduleAsync(DueKind.Deliver, stream.Value, now + restingLook, cancellationToken);
        if (!isDisabled)
        {
            var next = health.IsClosed && health.ProbeAt > now ? health.ProbeAt : now;
            await due.ScheduleAsync(DueKind.Deliver, targets.WorkOf(location).Value, next, cancellationToken);
        }
        if (!isOpen)
            await due.CancelDueAsync(DueKind.Deliver, stream.Value, now, cancellationToken);
        return Drained.Waits;
    }

    private async Task SetAsideAsync(LocationId location, OutboxEvent item, string? lastError, CancellationToken cancellationToken)
    {
        await aside.SetAsideAsync(location, item, lastError, cancellationToken);
        LogSetAside(logger, item.Stream.Value);
    }

    private void LogFailed(OutboxEvent item, WebhookAnswer answer)
    {
        if (answer.Status is { } status)
            LogRefused(logger, item.Type, status);
        else
            LogUnreachable(logger, item.Type, answer.Word);
    }

    /// <summary>One way through a stream, and what is known by the event that it has come to.</summary>
    private sealed class Pass(EventStream stream, IEventSource source, DateTimeOffset began)
    {
        public EventStream Stream => stream;

        public IEventSource Source => source;

        public DateTimeOffset Began => began;

        /// <summary>The next event goes even to a target that is closed.</summary>
        public bool IsProbe { get; set; }

        public Addressee? Addressee { get; set; }

        public TargetHealth Health { get; set; } = TargetHealth.Good;

        /// <summary>Those that the events name.</summary>
        public HashSet<DateTimeOffset> Markers { get; } = [];
    }

    private sealed record Addressee(EventOwner Owner, Location Location, DateTimeOffset ReadAt);

    [LoggerMessage(4001, LogLevel.Information, "Webhook {Type} of {Stream} delivered ({Event})")]
    private static partial void LogDelivered(ILogger logger, CrmEventType type, string stream, string @event);

    [LoggerMessage(4002, LogLevel.Warning, "Webhook {Type} was answered with {Status}; it will be tried again")]
    private static partial void LogRefused(ILogger logger, CrmEventType type, int status);

    [LoggerMessage(4003, LogLevel.Warning, "Webhook {Type} could not be delivered ({Error}); it will be tried again")]
    private static partial void LogUnreachable(ILogger logger, CrmEventType type, string error);

    [LoggerMessage(4004, LogLevel.Error, "A webhook of {Stream} failed for three days and was set aside")]
    private static partial void LogSetAside(ILogger logger, string stream);
}
