using EmailSync.Core.Access;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Keys;

/// <summary>How far the rotation to the current key has come.</summary>
public sealed class GetKeyRotationTrigger(KeyRotation rotation)
{
    [Function(nameof(GetKeyRotationTrigger))]
    [Reaches(Reach.Installation)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "keys/rotation")] HttpRequest request, CancellationToken cancellationToken) =>
        await rotation.FindAsync(cancellationToken) is { } state
            ? Results.Json(KeyRotationView.Of(state), ApiJson.Default.KeyRotationView)
            : ApiProblem.NotFound("key_rotation").ToResult();
}
