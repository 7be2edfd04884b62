using EmailSync.Core.Access;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Crm;

public sealed class ListFailedWebhooksTrigger(WebhookFinder finder, SetAsideStore aside, TimeProvider time)
{
    [Function(nameof(ListFailedWebhooksTrigger))]
    [Reaches(Reach.Administration)]
    [Operation("Webhooks", "Events that were set aside", Description = "Newest first, kept 30 days: those that the webhook did not take for three days. They can be replayed.")]
    [Query("since", "Events that happened from then on.", Format = "date-time")]
    [Query("until", "Events that happened until then.", Format = "date-time")]
    [Paged]
    [Answers(200, typeof(Page<FailedWebhookView>))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "locations/{loc}/webhooks/failed")] HttpRequest request,
        string loc,
        CancellationToken cancellationToken)
    {
        var query = WebhookQuery.Read(request.Query, SetAsideStore.IsKey);
        var limit = RequestReader.Limit(request);
        var location = await finder.LocationAsync(loc, cancellationToken);
        var now = time.GetUtcNow();
        var found = await aside.ListAsync(
            location.Id, query.Since ?? now - SetAsideStore.Kept - WebhookWaits.GivenUpAfter, query.Until ?? now, query.Cursor, limit + 1, cancellationToken);
        var items = found.Take(limit).ToList();
        return Results.Json(
            new Page<FailedWebhookView>([.. items.Select(Show)], found.Count > limit ? items[^1].Key : null), ApiJson.Default.PageFailedWebhookView);
    }

    private static FailedWebhookView Show(SetAsideEvent entry) =>
        new(entry.Event.Id, entry.Event.Type, entry.Event.At, entry.SetAsideAt, entry.Event.Attempts, entry.LastError);
}
