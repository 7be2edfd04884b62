using EmailSync.Core.Access;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Suppressions;

public sealed class ListSuppressionsTrigger(DirectoryStore directory, SuppressionStore suppressions)
{
    [Function(nameof(ListSuppressionsTrigger))]
    [Reaches(Reach.Administration)]
    [Operation("Suppressions", "Addresses that get no mail to many")]
    [Query("email", "Only this address.", Format = "email")]
    [Paged]
    [Answers(200, typeof(Page<SuppressionView>))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "locations/{loc}/suppressions")] HttpRequest request,
        string loc,
        CancellationToken cancellationToken)
    {
        var location = RequestReader.Location(loc);
        var limit = RequestReader.Limit(request);
        var cursor = request.Query["cursor"].ToString() is { Length: > 0 } text ? text : null;
        var email = request.Query["email"].ToString() is { Length: > 0 } asked ? asked : null;
        EmailAddress address = default;
        var check = new FieldChecks();
        check.That("cursor", cursor is null || KeyHasher.IsHash(cursor), "The nextCursor of an earlier answer.");
        check.That("email", email is null || EmailAddress.TryParse(email, out address), "An e-mail address.");
        check.Done();
        if (await directory.GetLocationAsync(location, cancellationToken) is null)
            return ApiProblem.NotFound("location").ToResult();
        if (email is not null)
        {
            var found = await suppressions.FindAsync(location, address, cancellationToken);
            return Results.Json(new Page<SuppressionView>(found is null ? [] : [SuppressionView.Of(found)]), ApiJson.Default.PageSuppressionView);
        }
        var page = await suppressions.ListAsync(location, cursor, limit + 1, cancellationToken);
        return Results.Json(
            new Page<SuppressionView>([.. page.Take(limit).Select(SuppressionView.Of)], page.Count > limit ? page[limit - 1].Id : null),
            ApiJson.Default.PageSuppressionView);
    }
}
