using EmailSync.Core.Access;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Directory;

public sealed class GetUserTrigger(DirectoryStore directory)
{
    [Function(nameof(GetUserTrigger))]
    [Reaches(Reach.Read)]
    [Operation("Users", "A user")]
    [TakesHeader("If-None-Match", "Entity tags: 304 where one of them still stands.")]
    [TakesHeader("If-Match", "Entity tags: 412 where none of them stands.")]
    [Answers(200, typeof(UserView), Headers = ["ETag"])]
    [Answers(304, Headers = ["ETag"])]
    [Refuses(412, "precondition_failed")]
    [Refuses(404, "unknown_user")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "locations/{loc}/users/{user}")] HttpRequest request,
        string loc,
        string user,
        CancellationToken cancellationToken) =>
        await directory.GetUserAsync(RequestReader.Location(loc), RequestReader.User(user), cancellationToken) is { } found
            ? Preconditions.Show(request, found.Version!, Results.Json(DirectoryMapping.Show(found), ApiJson.Default.UserView))
            : ApiProblem.NotFound("user").ToResult();
}
