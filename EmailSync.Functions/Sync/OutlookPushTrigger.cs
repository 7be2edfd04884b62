using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace EmailSync.Functions.Sync;

/// <summary>Outlook's doorbell: each item proves itself, is noted with the message that it names, and the post is answered.</summary>
public sealed class OutlookPushTrigger(OutlookBells bells, DirtyStore dirty, OrchestrationStarter starter, TimeProvider time)
{
    [Function(nameof(OutlookPushTrigger))]
    [Operation("Providers", "Outlook's notifications, by Graph")]
    [Query("validationToken", "Graph's handshake: it is echoed.")]
    [Takes(RequestLimits.NotificationBatchBytes)]
    [Answers(200, MediaType = "text/plain")]
    [Answers(202)]
    [Refuses(400, "invalid_validation_token")]
    [WithoutKey("the client state that each item repeats")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "notifications/outlook")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        if (OutlookBells.Handshake(request) is { } answer)
            return answer;
        var rung = await bells.ReadAsync(request, cancellationToken);
        await Parallel.ForEachAsync(rung, OutlookBells.SideBySide(cancellationToken), async (ring, token) =>
        {
            IReadOnlyList<ProviderMessageId> named = [.. ring.Value.Select(item => item.Message).OfType<ProviderMessageId>().Distinct()];
            IReadOnlyList<ProviderMessageId> removed = [.. ring.Value.Select(item => item.Removed).OfType<ProviderMessageId>().Distinct()];
            await dirty.MarkPushedAsync(ring.Key, time.GetUtcNow(), named, removed, token);
            await starter.SyncAsync(client, ring.Key, token);
        });
        return Results.Accepted();
    }
}
