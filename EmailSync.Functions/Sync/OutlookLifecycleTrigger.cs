using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace EmailSync.Functions.Sync;

/// <summary>What happens to subscriptions: notifications that Graph could not deliver, and subscriptions that ended or are about to.</summary>
public sealed class OutlookLifecycleTrigger(
    OutlookBells bells, WatchMailbox watch, DirtyStore dirty, OrchestrationStarter starter, TimeProvider time)
{
    [Function(nameof(OutlookLifecycleTrigger))]
    [Operation("Providers", "What happens to Graph's subscriptions")]
    [Query("validationToken", "Graph's handshake: it is echoed.")]
    [Takes(RequestLimits.NotificationBatchBytes)]
    [Answers(200, MediaType = "text/plain")]
    [Answers(202)]
    [Refuses(400, "invalid_validation_token")]
    [WithoutKey("the client state that each item repeats")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "notifications/outlook/lifecycle")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        if (OutlookBells.Handshake(request) is { } answer)
            return answer;
        var rung = await bells.ReadAsync(request, cancellationToken);
        await Parallel.ForEachAsync(rung, OutlookBells.SideBySide(cancellationToken), async (ring, token) =>
        {
            var events = ring.Value.Select(item => item.LifecycleEvent).ToHashSet(StringComparer.OrdinalIgnoreCase);
            if (events.Contains("subscriptionRemoved") || events.Contains("reauthorizationRequired"))
            {
                await watch.RenewSoonAsync(ring.Key, token);
                await starter.RenewAsync(client, token);
            }

            // Whatever the event, something may have gone unheard meanwhile.
            await dirty.MarkEverythingAsync(ring.Key, time.GetUtcNow(), token);
            await starter.SyncAsync(client, ring.Key, token);
        });
        return Results.Accepted();
    }
}
