using EmailSync.Core.Access;
using EmailSync.Functions.Http;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Access;

/// <summary>Ends a key, with all of its secrets, for the next call already.</summary>
public sealed class RevokeKeyTrigger(LocationKeys keys)
{
    [Function(nameof(RevokeKeyTrigger))]
    [Reaches(Reach.Administration)]
    [Operation("Keys", "Ends a key", Description = "It opens nothing from the next call on; may be repeated.")]
    [Answers(204)]
    [Refuses(404, "unknown_key")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "locations/{loc}/keys/{id}")] HttpRequest request,
        string loc,
        string id,
        CancellationToken cancellationToken) =>
        await keys.RevokeAsync(RequestReader.Location(loc), KeyRoute.Id(id), cancellationToken) ? Results.NoContent() : ApiProblem.NotFound("key").ToResult();
}
