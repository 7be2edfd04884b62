using EmailSync.Core.Access;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Directory;

public sealed class PutLocationTrigger(DirectoryStore directory, LocationSecrets secrets)
{
    [Function(nameof(PutLocationTrigger))]
    [Reaches(Reach.Administration)]
    [Operation("Locations", "Makes or changes a location", Description = "What is left out gets its default. Secrets are write-only: left out, the ones that are there stay.")]
    [Takes(RequestLimits.JsonBytes, Body = typeof(LocationBody))]
    [Answers(200, typeof(LocationView))]
    [Refuses(409, "location_being_deleted")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "locations/{loc}")] HttpRequest request, string loc, CancellationToken cancellationToken)
    {
        var id = RequestReader.Location(loc);
        var body = await RequestReader.JsonAsync(request, ApiJson.Default.LocationBody, RequestLimits.JsonBytes, cancellationToken);
        var before = await directory.GetLocationAsync(id, cancellationToken);
        var location = LocationMapping.Read(id, body, before, secrets);
        return await directory.SaveLocationAsync(location, cancellationToken)
            ? Results.Json(LocationMapping.Show(location), ApiJson.Default.LocationView)
            : ApiProblem.LocationBeingDeleted.ToResult();
    }
}
