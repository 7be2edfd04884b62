using EmailSync.Core.Access;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Directory;

public sealed class PutUserTrigger(DirectoryStore directory)
{
    [Function(nameof(PutUserTrigger))]
    [Reaches(Reach.Administration)]
    [Operation("Users", "Makes or changes a user")]
    [Takes(RequestLimits.JsonBytes, Body = typeof(UserBody))]
    [Answers(200, typeof(UserView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "locations/{loc}/users/{user}")] HttpRequest request,
        string loc,
        string user,
        CancellationToken cancellationToken)
    {
        var (location, id) = (RequestReader.Location(loc), RequestReader.User(user));
        var body = await RequestReader.JsonAsync(request, ApiJson.Default.UserBody, RequestLimits.JsonBytes, cancellationToken);
        var check = new FieldChecks();
        check.Text("name", body.Name, required: false, Limits.Name);
        check.Email("email", body.Email);
        check.Emails("aliases", body.Aliases, Limits.Emails);
        check.Done();
        if (await directory.GetLocationAsync(location, cancellationToken) is null)
            return ApiProblem.NotFound("location").ToResult();
        var next = new User(location, id, body.Name ?? "", body.Email!, body.Aliases ?? []);
        await directory.SaveUserAsync(next, cancellationToken);
        return Results.Json(DirectoryMapping.Show(next), ApiJson.Default.UserView);
    }
}
