using EmailSync.Core.Access;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Access;

public sealed class ListKeysTrigger(DirectoryStore directory, LocationKeyStore keys, TimeProvider time)
{
    [Function(nameof(ListKeysTrigger))]
    [Reaches(Reach.Administration)]
    [Operation("Keys", "Keys of the location, revoked ones among them, without their secrets")]
    [Paged]
    [Answers(200, typeof(Page<KeyView>))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "locations/{loc}/keys")] HttpRequest request,
        string loc,
        CancellationToken cancellationToken)
    {
        var location = RequestReader.Location(loc);
        var limit = RequestReader.Limit(request);
        var cursor = request.Query["cursor"].ToString() is { Length: > 0 } text ? text : null;
        if (cursor is not null && !LocationKeyText.IsId(cursor))
            return ApiProblem.Invalid(new FieldError("cursor", "The nextCursor of an earlier answer.")).ToResult();
        if (await directory.GetLocationAsync(location, cancellationToken) is null)
            return ApiProblem.NotFound("location").ToResult();
        var now = time.GetUtcNow();
        var page = await keys.ListAsync(location, cursor, limit + 1, cancellationToken);
        return Results.Json(
            new Page<KeyView>([.. page.Take(limit).Select(key => KeyView.Of(key, now))], page.Count > limit ? page[limit - 1].Id : null), ApiJson.Default.PageKeyView);
    }
}
