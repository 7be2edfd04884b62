using System.Text.Json;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Crm.Webhooks;

/// <summary>Tells a webhook something that means nothing, at once and once, and says what came of it. One that is disabled is asked too.</summary>
public sealed class TestWebhook(WebhookSender sender, DeliveryLog deliveries, TimeProvider time)
{
    private static readonly JsonElement nothing =
        JsonSerializer.SerializeToElement(new WebhookTestView("Nothing has happened: this event was asked for."), CrmJson.Default.WebhookTestView);

    public async Task<WebhookAnswer> RunAsync(LocationId location, WebhookTarget target, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = "evt_test" + Guid.NewGuid().ToString("N");
        var answer = await sender.SendAsync(location, target, id, new WebhookEvent(CrmEventType.WebhookTest, now, location.Value, nothing), cancellationToken);
        await deliveries.AddAsync(
            location,
            stream: null,
            new WebhookDelivery(time.GetUtcNow(), id, CrmEventType.WebhookTest, answer.Status, answer.Error, answer.Duration, Attempt: 1),
            cancellationToken);
        return answer;
    }
}
