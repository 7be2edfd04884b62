using EmailSync.Core.Access;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Keys;

/// <summary>How far the rotation to the current key has come.</summary>
public sealed class GetKeyRotationTrigger(KeyRotation rotation)
{
    [Function(nameof(GetKeyRotationTrigger))]
    [Reaches(Reach.Installation)]
    [Operation("Operators", "How far the rotation is")]
    [Answers(200, typeof(KeyRotationView))]
    [Refuses(404, "unknown_key_rotation")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "keys/rotation")] HttpRequest request, CancellationToken cancellationToken) =>
        await rotation.FindAsync(cancellationToken) is { } state
            ? Results.Json(KeyRotationView.Of(state), ApiJson.Default.KeyRotationView)
            : ApiProblem.NotFound("key_rotation").ToResult();
}
