using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Logging;

namespace EmailSync.Core.Crm.Webhooks;

/// <summary>
/// Takes up a stream's events: into the location's log, then to its webhook, at least once, in commit order. The first event that fails holds back the later ones of its
/// stream, and nobody else's.
/// </summary>
public sealed partial class DeliverOutbox(
    EventSources sources,
    EventLogStore log,
    DirectoryStore directory,
    DueStore due,
    WebhookData data,
    LocationSecrets secrets,
    IHttpClientFactory clients,
    TimeProvider time,
    ILogger<DeliverOutbox> logger)
{
    public const string HttpClientName = "webhooks";

    private static readonly TimeSpan SetAsideAfter = TimeSpan.FromDays(3);

    /// <summary>
    /// Drains the outbox. Markers that were due before the look go with it; younger ones may stand for transactions still under way. Events come into their
    /// location's log first, whatever becomes of the webhook; where there is none, that is all.
    /// </summary>
    public async Task DeliverAsync(EventStream stream, CancellationToken cancellationToken)
    {
        var began = time.GetUtcNow();
        var source = sources.Of(stream);
        if (await source.OwnerOfAsync(stream, cancellationToken) is { } owner && !await DrainAsync(source, stream, owner, cancellationToken))
            return;
        await due.CancelDueAsync(DueKind.Deliver, stream.Value, began, cancellationToken);
    }

    /// <summary>False when something is left, for which there is a marker.</summary>
    private async Task<bool> DrainAsync(IEventSource source, EventStream stream, EventOwner owner, CancellationToken cancellationToken)
    {
        while (await TakeAsync(source, stream, cancellationToken) is { Count: > 0 } taken)
        {
            // R27: a location that is deleted while its events are being delivered hears no more of them.
            if (await directory.GetLocationAsync(owner.Location, cancellationToken) is null)
                return true;
            await log.AppendAsync(owner.Location, taken, cancellationToken);
            foreach (var item in taken)
            {
                if (await directory.GetLocationAsync(owner.Location, cancellationToken) is not { } location)
                    return true;
                if (location.Webhook is not { } target || await TryDeliverAsync(location, owner, target, item, cancellationToken))
                {
                    await source.RemoveFromOutboxAsync(item, cancellationToken);
                    continue;
                }
                var now = time.GetUtcNow();
                if (now - item.At > SetAsideAfter)
                {
                    await source.SetAsideAsync(item, cancellationToken);
                    LogSetAside(logger, stream.Value);
                    continue;
                }

                // The next try first, then the markers that are due: the stream is never without one.
                await due.ScheduleAsync(DueKind.Deliver, stream.Value, now + Wait(now - item.At), cancellationToken);
                await due.CancelDueAsync(DueKind.Deliver, stream.Value, now, cancellationToken);
                return false;
            }
        }
        return true;
    }

    private static async Task<IReadOnlyList<OutboxEvent>> TakeAsync(IEventSource source, EventStream stream, CancellationToken cancellationToken)
    {
        var taken = new List<OutboxEvent>();
        await foreach (var item in source.ListOutboxAsync(stream, cancellationToken))
            taken.Add(item);
        return taken;
    }

    /// <summary>Half of the time already spent, at least 5 seconds, at most an hour.</summary>
    private static TimeSpan Wait(TimeSpan spent) => TimeSpan.FromSeconds(Math.Clamp(spent.TotalSeconds / 2, 5, 3600));

    private async Task<bool> TryDeliverAsync(
        Location location, EventOwner owner, WebhookTarget target, OutboxEvent item, CancellationToken cancellationToken)
    {
        if (await data.ReadAsync(owner, item, cancellationToken) is not { } view)
            return true;
        var body = JsonSerializer.Serialize(new WebhookEvent(item.Type, item.At, location.Id.Value, view), CrmJson.Default.WebhookEvent);
        var now = time.GetUtcNow();
        using var request = new HttpRequestMessage(HttpMethod.Post, target.Url)
        {
            Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json", "utf-8")),
        };
        request.Headers.Add("webhook-id", item.Id);
        request.Headers.Add("webhook-timestamp", WebhookSignature.Timestamp(now));
        request.Headers.Add("webhook-signature", WebhookSignature.Sign(secrets.Reveal(location.Id, target.ProtectedSecret), item.Id, now, body));
        try
        {
            using var response = await clients.CreateClient(HttpClientName).SendAsync(request, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                LogDelivered(logger, item.Type, item.Stream.Value, item.RowKey);
                return true;
            }
            LogRefused(logger, item.Type, (int)response.StatusCode);
            return false;
        }
        catch (HttpRequestException e)
        {
            LogUnreachable(logger, item.Type, e.HttpRequestError);
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            LogUnreachable(logger, item.Type, HttpRequestError.Unknown);
            return false;
        }
    }

    [LoggerMessage(4001, LogLevel.Information, "Webhook {Type} of {Stream} delivered ({Event})")]
    private static partial void LogDelivered(ILogger logger, CrmEventType type, string stream, string @event);

    [LoggerMessage(4002, LogLevel.Warning, "Webhook {Type} was answered with {Status}; it will be tried again")]
    private static partial void LogRefused(ILogger logger, CrmEventType type, int status);

    [LoggerMessage(4003, LogLevel.Warning, "Webhook {Type} could not be delivered ({Error}); it will be tried again")]
    private static partial void LogUnreachable(ILogger logger, CrmEventType type, HttpRequestError error);

    [LoggerMessage(4004, LogLevel.Error, "A webhook of {Stream} failed for three days and was set aside")]
    private static partial void LogSetAside(ILogger logger, string stream);
}
