using EmailSync.Core.Access;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using EmailSync.Functions.Sync;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace EmailSync.Functions.Keys;

/// <summary>An operator puts all stored secrets under the current encryption key.</summary>
public sealed class RotateKeysTrigger(KeyRotation rotation, OrchestrationStarter starter)
{
    [Function(nameof(RotateKeysTrigger))]
    [Reaches(Reach.Installation)]
    [Operation("Operators", "Encrypts every secret with the current key")]
    [Answers(202, typeof(KeyRotationView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "keys/rotate")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var state = await rotation.BeginAsync(cancellationToken);
        await starter.RotateKeysAsync(client, cancellationToken);
        return Results.Json(KeyRotationView.Of(state), ApiJson.Default.KeyRotationView, statusCode: StatusCodes.Status202Accepted);
    }
}
