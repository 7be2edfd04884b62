using EmailSync.Core.Access;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Crm;

public sealed class ListDeliveriesTrigger(WebhookFinder finder, DeliveryLog deliveries, TimeProvider time)
{
    [Function(nameof(ListDeliveriesTrigger))]
    [Reaches(Reach.Administration)]
    [Operation("Webhooks", "What was tried at the webhook", Description = "Newest first, a line for each attempt, kept three days, without what was told.")]
    [Query("since", "From when on; without it the last three days.", Format = "date-time")]
    [Paged]
    [Answers(200, typeof(Page<WebhookDeliveryView>))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "locations/{loc}/webhooks/deliveries")] HttpRequest request,
        string loc,
        CancellationToken cancellationToken)
    {
        var query = WebhookQuery.Read(request.Query, DeliveryLog.IsKey);
        var limit = RequestReader.Limit(request);
        var location = await finder.LocationAsync(loc, cancellationToken);
        var found = await deliveries
            .ListAsync(location.Id, query.Since ?? time.GetUtcNow() - DeliveryLog.Kept, query.Cursor, cancellationToken)
            .Take(limit + 1)
            .ToListAsync(cancellationToken);
        var items = found.Take(limit).ToList();
        return Results.Json(
            new Page<WebhookDeliveryView>([.. items.Select(Show)], found.Count > limit ? items[^1].Key : null), ApiJson.Default.PageWebhookDeliveryView);
    }

    private static WebhookDeliveryView Show(WebhookDelivery line) =>
        new(line.EventId, line.Type, line.At, line.Status, line.Error, (long)line.Duration.TotalMilliseconds, line.Attempt);
}
