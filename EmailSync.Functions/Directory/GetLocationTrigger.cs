using EmailSync.Core.Access;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Directory;

public sealed class GetLocationTrigger(DirectoryStore directory, TimeProvider time)
{
    [Function(nameof(GetLocationTrigger))]
    [Reaches(Reach.Administration)]
    [Operation("Locations", "A location")]
    [TakesHeader("If-None-Match", "Entity tags: 304 where one of them still stands.")]
    [TakesHeader("If-Match", "Entity tags: 412 where none of them stands.")]
    [Answers(200, typeof(LocationView), Headers = ["ETag"])]
    [Answers(304, Headers = ["ETag"])]
    [Refuses(412, "precondition_failed")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "locations/{loc}")] HttpRequest request, string loc, CancellationToken cancellationToken) =>
        await directory.GetLocationAsync(RequestReader.Location(loc), cancellationToken) is { } location
            ? Preconditions.Show(request, location.Version!, Results.Json(LocationMapping.Show(location, time.GetUtcNow()), ApiJson.Default.LocationView))
            : ApiProblem.NotFound("location").ToResult();
}
