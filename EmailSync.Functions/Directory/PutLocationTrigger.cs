using EmailSync.Core;
using EmailSync.Core.Access;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using EmailSync.Functions.Sync;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;

namespace EmailSync.Functions.Directory;

public sealed class PutLocationTrigger(
    DirectoryStore directory, LocationSecrets secrets, WebhookWork webhooks, OrchestrationStarter starter, IOptions<EmailSyncOptions> options, TimeProvider time)
{
    [Function(nameof(PutLocationTrigger))]
    [Reaches(Reach.Administration)]
    [Operation("Locations", "Makes or changes a location", Description = "What is left out gets its default. Secrets are write-only: left out, the ones that are there stay. A webhook that was disabled is told again.")]
    [Takes(RequestLimits.JsonBytes, Body = typeof(LocationBody))]
    [Answers(200, typeof(LocationView))]
    [Refuses(409, "location_being_deleted")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "locations/{loc}")] HttpRequest request,
        string loc,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var id = RequestReader.Location(loc);
        var body = await RequestReader.JsonAsync(request, ApiJson.Default.LocationBody, RequestLimits.JsonBytes, cancellationToken);
        var before = await directory.GetLocationAsync(id, cancellationToken);
        var location = LocationMapping.Read(id, body, before, secrets, options.Value.Targets, time.GetUtcNow());
        if (!await directory.SaveLocationAsync(location, cancellationToken))
            return ApiProblem.LocationBeingDeleted.ToResult();
        if (before?.Webhook is not null)
            await starter.DeliverAsync(client, await webhooks.OpenAsync(id, cancellationToken), cancellationToken);
        return Results.Json(LocationMapping.Show(location, time.GetUtcNow()), ApiJson.Default.LocationView);
    }
}
