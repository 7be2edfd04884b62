using EmailSync.Core.Access;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Access;

/// <summary>A new secret under the same id. Repeated after a lost answer it gives another one, and ends nothing that is in use.</summary>
public sealed class RotateKeyTrigger(LocationKeys keys, TimeProvider time)
{
    [Function(nameof(RotateKeyTrigger))]
    [Reaches(Reach.Administration)]
    [Operation("Keys", "Gives a key another secret", Description = "The former secrets stay valid for the overlap, so that a call whose answer was lost may be repeated.")]
    [Takes(RequestLimits.JsonBytes, Body = typeof(RotateKeyBody))]
    [Answers(200, typeof(NewKeyView))]
    [Refuses(404, "unknown_key")]
    [Refuses(409, "key_revoked")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "locations/{loc}/keys/{id}/rotate")] HttpRequest request,
        string loc,
        string id,
        CancellationToken cancellationToken)
    {
        var location = RequestReader.Location(loc);
        var body = await RequestReader.JsonAsync(request, ApiJson.Default.RotateKeyBody, RequestLimits.JsonBytes, cancellationToken);
        var check = new FieldChecks();
        check.That("overlap", body.Overlap is null || body.Overlap is >= 0 and <= RotateKeyBody.Longest, $"Seconds, 0 to {RotateKeyBody.Longest}.");
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
