using EmailSync.Core.Access;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Directory;

public sealed class PutLocationTrigger(DirectoryStore directory, LocationSecrets secrets)
{
    [Function(nameof(PutLocationTrigger))]
    [Reaches(Reach.Administration)]
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
