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
    [TakesHeader("If-Match", "Entity tags, or *: writes only where one of them stands.")]
    [TakesHeader("If-None-Match", "* makes it only where there is none.")]
    [Answers(200, typeof(UserView), Headers = ["ETag"])]
    [Refuses(412, "precondition_failed")]
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
        var precondition = Preconditions.Of(request);
        var next = new User(location, id, body.Name ?? "", body.Email!, body.Aliases ?? []);
        var written = await directory.ChangeUserAsync(location, id, before => precondition.Holds(before?.Version) ? next : null, cancellationToken);
        return written is null
            ? ApiProblem.PreconditionFailed.ToResult()
            : Preconditions.Written(request, written.Version, Results.Json(DirectoryMapping.Show(written), ApiJson.Default.UserView));
    }
}
