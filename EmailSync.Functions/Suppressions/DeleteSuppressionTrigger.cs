using EmailSync.Core.Access;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Suppressions;

public sealed class DeleteSuppressionTrigger(DirectoryStore directory, SuppressionStore suppressions)
{
    [Function(nameof(DeleteSuppressionTrigger))]
    [Reaches(Reach.Administration)]
    [Operation("Suppressions", "Takes an address off the list")]
    [Answers(204)]
    [Refuses(404, "unknown_suppression")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "locations/{loc}/suppressions/{email}")] HttpRequest request,
        string loc,
        string email,
        CancellationToken cancellationToken)
    {
        var location = RequestReader.Location(loc);
        var id = SuppressionRoute.Id(suppressions, location, email);
        if (await directory.GetLocationAsync(location, cancellationToken) is null)
            return ApiProblem.NotFound("location").ToResult();
        return await suppressions.RemoveAsync(location, id, cancellationToken) ? Results.NoContent() : ApiProblem.NotFound("suppression").ToResult();
    }
}
