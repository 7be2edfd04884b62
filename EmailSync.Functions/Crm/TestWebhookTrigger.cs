using EmailSync.Core.Access;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Crm;

public sealed class TestWebhookTrigger(WebhookFinder finder, TestWebhook test)
{
    [Function(nameof(TestWebhookTrigger))]
    [Reaches(Reach.Administration)]
    [Operation("Webhooks", "Sends webhook.test", Description = "At once and once, signed like every webhook; the answer says what the target said. A webhook that is disabled is asked too, and stays disabled.")]
    [Answers(200, typeof(WebhookTestedView))]
    [Refuses(404, "unknown_webhook")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "locations/{loc}/webhooks/test")] HttpRequest request,
        string loc,
        CancellationToken cancellationToken)
    {
        var (location, target) = await finder.TargetAsync(loc, cancellationToken);
        var answer = await test.RunAsync(location, target, cancellationToken);
        return Results.Json(
            new WebhookTestedView(answer.IsDelivered, answer.Status, answer.Error, (long)answer.Duration.TotalMilliseconds), ApiJson.Default.WebhookTestedView);
    }
}
