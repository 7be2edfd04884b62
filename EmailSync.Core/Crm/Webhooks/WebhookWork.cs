using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Logging;

namespace EmailSync.Core.Crm.Webhooks;

/// <summary>
/// Work on a location's webhook as a whole: what is to be told again goes back into its streams; a target that failed is tried by one stream; when it is there again,
/// the streams that waited are called. Each step may be repeated.
/// </summary>
public sealed partial class WebhookWork(
    DeliverOutbox outbox, TargetStore targets, SetAsideStore aside, DirectoryStore directory, DueStore due, TimeProvider time, ILogger<WebhookWork> logger)
{
    private const int CalledAtOnce = 200;
    private const int Parallel = 8;

    /// <summary>Streams that turn out to have nothing to tell while somebody is looked for who has.</summary>
    private const int MaxProbes = 20;

    /// <summary>Should this call die when a stream has its events back and has not been called.</summary>
    private static readonly TimeSpan grace = TimeSpan.FromMinutes(1);

    /// <summary>A stream's events, or a step of the work on a webhook.</summary>
    /// <returns>True when there is more to do at once.</returns>
    public async Task<bool> RunAsync(EventStream stream, CancellationToken cancellationToken)
    {
        if (stream.IsOfTarget)
            return await StepAsync(stream, cancellationToken);
        return await outbox.DeliverAsync(stream, cancellationToken);
    }

    /// <summary>The CRM has put the webhook, or taken it away: whoever waits for it is called, and tries it as it is now.</summary>
    /// <returns>The work, to be started.</returns>
    public async Task<EventStream> OpenAsync(LocationId location, CancellationToken cancellationToken)
    {
        await targets.ChangeAsync(location, _ => TargetHealth.Good, cancellationToken);
        return await ExpectAsync(location, cancellationToken);
    }

    /// <summary>Events that were set aside are to be told after all.</summary>
    /// <returns>The work, to be started.</returns>
    public async Task<EventStream> ReplayAsync(LocationId location, ReplayOrder order, CancellationToken cancellationToken)
    {
        await targets.OrderAsync(location, order, cancellationToken);
        return await ExpectAsync(location, cancellationToken);
    }

    private async Task<EventStream> ExpectAsync(LocationId location, CancellationToken cancellationToken)
    {
        var work = targets.WorkOf(location);
        await due.ScheduleAsync(DueKind.Deliver, work.Value, time.GetUtcNow(), cancellationToken);
        return work;
    }

    private async Task<bool> StepAsync(EventStream work, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await targets.OwnerOfAsync(work, cancellationToken) is not { } owner || await directory.GetLocationAsync(owner, cancellationToken) is not { } location)
            return await RestAsync(work, now, cancellationToken);
        if (location.Webhook is { DisabledAt: not null })
            return await PutBackAsync(owner, cancellationToken) || await RestAsync(work, now, cancellationToken);

        // Who waits goes before what is to be told again, of which there may be much.
        var health = await targets.GetAsync(owner, cancellationToken);
        if (location.Webhook is null || !health.IsClosed)
            return await CallAsync(owner, cancellationToken) || await PutBackAsync(owner, cancellationToken) || await RestAsync(work, now, cancellationToken);
        if (health.ProbeAt <= now)
            return await ProbeAsync(work, owner, cancellationToken) || await PutBackAsync(owner, cancellationToken);
        if (await PutBackAsync(owner, cancellationToken))
            return true;
        await due.ScheduleAsync(DueKind.Deliver, work.Value, health.ProbeAt, cancellationToken);
        return await RestAsync(work, now, cancellationToken);
    }

    private async Task<bool> RestAsync(EventStream work, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await due.CancelDueAsync(DueKind.Deliver, work.Value, now, cancellationToken);
        return false;
    }

    /// <summary>The next stream of what is to be told again.</summary>
    private async Task<bool> PutBackAsync(LocationId location, CancellationToken cancellationToken)
    {
        if (await targets.NextOrderAsync(location, cancellationToken) is not { } order)
            return false;
        if (await aside.FirstAsync(location, order, cancellationToken) is { } found)
        {
            var now = time.GetUtcNow();
            var stream = found.Event.Stream;
            await due.ScheduleAsync(DueKind.Deliver, stream.Value, now + grace, cancellationToken);
            await aside.PutBackAsync(location, stream, order, cancellationToken);
            await due.ScheduleAsync(DueKind.Deliver, stream.Value, now, cancellationToken);
            await due.CancelAsync(DueKind.Deliver, stream.Value, now + grace, cancellationToken);
            return true;
        }
        await targets.DoneAsync(location, order, cancellationToken);
        LogReplayed(logger, location.Value);
        return true;
    }

    /// <summary>The marker first: a stream that is taken off the list has one that is due.</summary>
    private async Task<bool> CallAsync(LocationId location, CancellationToken cancellationToken)
    {
        var waiting = await targets.ListParkedAsync(location, after: null, CalledAtOnce, cancellationToken);
        var now = time.GetUtcNow();
        await System.Threading.Tasks.Parallel.ForEachAsync(
            waiting,
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken },
            async (stream, stop) => await CallAsync(location, stream, now, stop));
        return waiting.Count > 0;
    }

    private async Task CallAsync(LocationId location, EventStream stream, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await due.ScheduleAsync(DueKind.Deliver, stream.Value, now, cancellationToken);
        await targets.UnparkAsync(location, stream, cancellationToken);
    }

    private async Task<bool> ProbeAsync(EventStream work, LocationId location, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MaxProbes; tries++)
        {
            var now = time.GetUtcNow();
            var health = await targets.GetAsync(location, cancellationToken);
            if ((await FirstParkedAsync(location, health.LastProbed, cancellationToken) ?? await FirstParkedAsync(location, null, cancellationToken)) is not { } next)
            {
                // Nobody waits: the next event finds out by itself.
                await targets.ChangeAsync(location, _ => TargetHealth.Good, cancellationToken);
                return true;
            }

            // The next look first, should this one end with its process.
            var probed = await targets.ChangeAsync(location, h => h.IsClosed ? h.WhileProbed(next, now) : h, cancellationToken);
            if (!probed.IsClosed)
                return true;
            await due.ScheduleAsync(DueKind.Deliver, work.Value, probed.ProbeAt, cancellationToken);
            switch (await outbox.ProbeAsync(next, cancellationToken))
            {
                case Drained.Waits:
                    return await RestAfterProbeAsync(work, location, now, cancellationToken);
                case Drained.One:
                    await CallAsync(location, next, time.GetUtcNow(), cancellationToken);
                    return true;
                default:
                    await targets.UnparkAsync(location, next, cancellationToken);
                    break;
            }
        }
        return true;
    }

    private async Task<EventStream?> FirstParkedAsync(LocationId location, string? after, CancellationToken cancellationToken) =>
        await targets.ListParkedAsync(location, after, 1, cancellationToken) is [var first] ? first : null;

    private async Task<bool> RestAfterProbeAsync(EventStream work, LocationId location, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var health = await targets.GetAsync(location, cancellationToken);
        if (health.IsClosed)
            await due.ScheduleAsync(DueKind.Deliver, work.Value, health.ProbeAt, cancellationToken);
        return await RestAsync(work, now, cancellationToken);
    }

    [LoggerMessage(4008, LogLevel.Information, "Events of location {Location} that were set aside have been put back")]
    private static partial void LogReplayed(ILogger logger, string location);
}
