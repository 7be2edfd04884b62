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
    [TakesHeader("If-Match", "Entity tags, or *: writes only where one of them stands.")]
    [TakesHeader("If-None-Match", "* makes it only where there is none.")]
    [Answers(200, typeof(LocationView), Headers = ["ETag"])]
    [Refuses(412, "precondition_failed")]
    [Refuses(409, "location_being_deleted")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "locations/{loc}")] HttpRequest request,
        string loc,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var id = RequestReader.Location(loc);
        var body = await RequestReader.JsonAsync(request, ApiJson.Default.LocationBody, RequestLimits.JsonBytes, cancellationToken);
        var precondition = Preconditions.Of(request);
        var hadWebhook = false;
        var (location, isBeingErased) = await directory.ChangeLocationAsync(
            id,
            before =>
            {
                hadWebhook = before?.Webhook is not null;
                return precondition.Holds(before?.Version) ? LocationMapping.Read(id, body, before, secrets, options.Value.TargetsAllowed(), time.GetUtcNow()) : null;
            },
            cancellationToken);
        if (isBeingErased)
            return ApiProblem.LocationBeingDeleted.ToResult();
        if (location is null)
            return ApiProblem.PreconditionFailed.ToResult();
        if (hadWebhook)
            await starter.DeliverAsync(client, await webhooks.OpenAsync(id, cancellationToken), cancellationToken);
        return Preconditions.Written(request, location.Version, Results.Json(LocationMapping.Show(location, time.GetUtcNow()), ApiJson.Default.LocationView));
    }
}
