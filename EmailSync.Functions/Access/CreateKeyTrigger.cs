using EmailSync.Core.Access;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Access;

public sealed class CreateKeyTrigger(DirectoryStore directory, LocationKeys keys, TimeProvider time)
{
    [Function(nameof(CreateKeyTrigger))]
    [Reaches(Reach.Administration)]
    [Operation("Keys", "Makes a key of the location", Description = "The key is shown this once.")]
    [Takes(RequestLimits.JsonBytes, Body = typeof(KeyBody))]
    [Answers(201, typeof(NewKeyView))]
    [Refuses(409, "too_many_keys")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "locations/{loc}/keys")] HttpRequest request,
        string loc,
        CancellationToken cancellationToken)
    {
        var location = RequestReader.Location(loc);
        var body = await RequestReader.JsonAsync(request, ApiJson.Default.KeyBody, RequestLimits.JsonBytes, cancellationToken);
        var check = new FieldChecks();
        check.Text("name", body.Name, required: false, Limits.Name);
        check.Done();
        if (await directory.GetLocationAsync(location, cancellationToken) is null)
            return ApiProblem.NotFound("location").ToResult();
        if (await keys.CreateAsync(location, body.Name ?? "", cancellationToken) is not var (key, text))
            return new ApiProblem(StatusCodes.Status409Conflict, "too_many_keys", $"The location has {LocationKeys.Most} keys; revoke one.").ToResult();
        return Results.Json(NewKeyView.Of(key, text, time.GetUtcNow()), ApiJson.Default.NewKeyView, statusCode: StatusCodes.Status201Created);
    }
}
