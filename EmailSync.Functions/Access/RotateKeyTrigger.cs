using EmailSync.Core.Access;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Access;

/// <summary>A new secret under the same id. Repeated after a lost answer it gives another one, and ends nothing that is in use.</summary>
public sealed class RotateKeyTrigger(LocationKeys keys, TimeProvider time)
{
    [Function(nameof(RotateKeyTrigger))]
    [Reaches(Reach.Administration)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "locations/{loc}/keys/{id}/rotate")] HttpRequest request,
        string loc,
        string id,
        CancellationToken cancellationToken)
    {
        var location = RequestReader.Location(loc);
        var body = await RequestReader.JsonAsync(request, ApiJson.Default.RotateKeyBody, RequestLimits.JsonBytes, cancellationToken);
        var longest = (int)LocationKey.LongestOverlap.TotalSeconds;
        var check = new FieldChecks();
        check.That("overlap", body.Overlap is null || (body.Overlap >= 0 && body.Overlap <= longest), $"Seconds, 0 to {longest}.");
        check.Done();
        var overlap = body.Overlap is { } seconds ? TimeSpan.FromSeconds(seconds) : LocationKey.UsualOverlap;
        return await keys.RotateAsync(location, KeyRoute.Id(id), overlap, cancellationToken) switch
        {
            KeyRotated.Done done => Results.Json(NewKeyView.Of(done.Key, done.Text, time.GetUtcNow()), ApiJson.Default.NewKeyView),
            KeyRotated.Revoked => new ApiProblem(StatusCodes.Status409Conflict, "key_revoked", "The key was revoked, and stays so.").ToResult(),
            _ => ApiProblem.NotFound("key").ToResult(),
        };
    }
}
