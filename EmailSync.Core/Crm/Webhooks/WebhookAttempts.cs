using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Logging;

namespace EmailSync.Core.Crm.Webhooks;

/// <summary>Tries to tell a location's webhook of an event, and notes what that came to: in the delivery log, and for those who wait.</summary>
public sealed partial class WebhookAttempts(
    WebhookSender sender,
    WebhookData data,
    DirectoryStore directory,
    TargetStore targets,
    DeliveryLog deliveries,
    DeliveryLanes lanes,
    DueStore due,
    TimeProvider time,
    ILogger<WebhookAttempts> logger)
{
    /// <param name="health">How the target did when it was looked at last.</param>
    /// <returns>What it answered; null when there is nothing to tell any more.</returns>
    public async Task<WebhookAnswer?> TryAsync(
        Location location, WebhookTarget target, EventOwner owner, OutboxEvent item, TargetHealth health, CancellationToken cancellationToken)
    {
        if (await data.ReadAsync(owner, item, cancellationToken) is not { } view)
            return null;
        var answer = await sender.SendAsync(location.Id, target, item.Id, new WebhookEvent(item.Type, item.At, location.Id.Value, view), cancellationToken);
        lanes.Note(location.Id, answer.Duration);
        var now = time.GetUtcNow();
        var line = new WebhookDelivery(now, item.Id, item.Type, answer.Status, answer.Error, answer.Duration, item.Attempts + 1);
        await deliveries.AddAsync(location.Id, item.Stream, line, cancellationToken);
        if (answer.IsDelivered)
        {
            if (health != TargetHealth.Good && (await targets.ChangeAsync(location.Id, _ => TargetHealth.Good, cancellationToken)) == TargetHealth.Good && health.IsClosed)
            {
                await due.ScheduleAsync(DueKind.Deliver, targets.WorkOf(location.Id).Value, now, cancellationToken);
                LogBack(logger, location.Id.Value);
            }
        }
        else if (answer.IsGone)
        {
            if (await directory.DisableWebhookAsync(location.Id, target, "gone", now, cancellationToken))
                LogDisabled(logger, location.Id.Value);
        }
        else if (answer.IsAboutTarget)
        {
            var after = await targets.ChangeAsync(location.Id, h => h.AfterFailure(item.Stream, answer, now), cancellationToken);
            if (after.IsClosed && !health.IsClosed)
                LogClosed(logger, location.Id.Value, answer.Word, after.ProbeAt);
        }
        return answer;
    }

    [LoggerMessage(4005, LogLevel.Warning, "The webhook of location {Location} answered 410 and is disabled until it is put again")]
    private static partial void LogDisabled(ILogger logger, string location);

    [LoggerMessage(4006, LogLevel.Warning, "The webhook of location {Location} fails ({Error}); its events wait, one of them tries again at {ProbeAt}")]
    private static partial void LogClosed(ILogger logger, string location, string error, DateTimeOffset probeAt);

    [LoggerMessage(4007, LogLevel.Information, "The webhook of location {Location} takes events again")]
    private static partial void LogBack(ILogger logger, string location);
}
