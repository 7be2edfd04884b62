using EmailSync.Core.Access;
using EmailSync.Core.Crm;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Directory;

public sealed class FindContactsTrigger(DirectoryStore directory)
{
    [Function(nameof(FindContactsTrigger))]
    [Reaches(Reach.Read)]
    [Operation("Contacts", "Contacts with an address")]
    [Query("email", "The address.", Required = true, Format = "email")]
    [Paged]
    [Answers(200, typeof(Page<ContactView>))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "locations/{loc}/contacts")] HttpRequest request,
        string loc,
        CancellationToken cancellationToken)
    {
        var (location, limit) = (RequestReader.Location(loc), RequestReader.Limit(request));
        var cursor = request.Query["cursor"].ToString() is { Length: > 0 } text ? text : null;
        var check = new FieldChecks();
        check.That("email", EmailAddress.TryParse(request.Query["email"].ToString(), out var address), "The query parameter email is required: an e-mail address.");
        check.That("cursor", cursor is null || CrmId.IsValid(cursor), "The nextCursor of an earlier answer.");
        check.Done();
        var (contacts, next) = await directory.FindContactsAsync(location, address, cursor, limit, cancellationToken);

        // Who is found shows that the location is there.
        if (contacts.Count == 0 && await directory.GetLocationAsync(location, cancellationToken) is null)
            return ApiProblem.NotFound("location").ToResult();
        return Results.Json(new Page<ContactView>([.. contacts.Select(ContactView.Of)], next), ApiJson.Default.PageContactView);
    }
}
