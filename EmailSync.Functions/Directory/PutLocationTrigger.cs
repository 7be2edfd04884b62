using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Directory;

public sealed class PutLocationTrigger(DirectoryStore directory, LocationSecrets secrets)
{
    [Function(nameof(PutLocationTrigger))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "locations/{loc}")] HttpRequest request, string loc, CancellationToken cancellationToken)
    {
        var id = RequestReader.Location(loc);
        var body = await RequestReader.JsonAsync(request, ApiJson.Default.LocationBody, RequestLimits.JsonBytes, cancellationToken);
        var precondition = Preconditions.Of(request);
        var (location, isBeingErased) = await directory.ChangeLocationAsync(
            id, before => precondition.Holds(before?.Version) ? LocationMapping.Read(id, body, before, secrets) : null, cancellationToken);
        if (isBeingErased)
            return ApiProblem.LocationBeingDeleted.ToResult();
        return location is null
            ? ApiProblem.PreconditionFailed.ToResult()
            : Preconditions.Written(request, location.Version, Results.Json(LocationMapping.Show(location), ApiJson.Default.LocationView));
    }
}
