using EmailSync.Core.Access;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using EmailSync.Functions.Sync;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace EmailSync.Functions.Crm;

public sealed class ReplayWebhooksTrigger(WebhookFinder finder, WebhookWork webhooks, OrchestrationStarter starter)
{
    [Function(nameof(ReplayWebhooksTrigger))]
    [Reaches(Reach.Administration)]
    [Operation("Webhooks", "Tells again what was set aside", Description = "Events of that time go back into their streams, at their places and under their webhook-ids, and are delivered. The same order twice is one.")]
    [Takes(RequestLimits.JsonBytes, Body = typeof(ReplayBody))]
    [Answers(202)]
    [Refuses(404, "unknown_webhook")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "locations/{loc}/webhooks/replay")] HttpRequest request,
        string loc,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var body = await RequestReader.JsonAsync(request, ApiJson.Default.ReplayBody, RequestLimits.JsonBytes, cancellationToken);
        var order = ReplayOrders.Read(body);
        var (location, _) = await finder.TargetAsync(loc, cancellationToken);
        await starter.DeliverAsync(client, await webhooks.ReplayAsync(location, order, cancellationToken), cancellationToken);
        return Results.StatusCode(StatusCodes.Status202Accepted);
    }
}
