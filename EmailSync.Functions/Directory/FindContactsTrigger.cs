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
    [Answers(200, typeof(Page<ContactView>))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "locations/{loc}/contacts")] HttpRequest request,
        string loc,
        CancellationToken cancellationToken)
    {
        if (!EmailAddress.TryParse(request.Query["email"].ToString(), out var address))
            return ApiProblem.Invalid(new FieldError("email", "The query parameter email is required: an e-mail address.")).ToResult();
        var found = new List<ContactView>();
        await foreach (var contact in directory.ContactsByAddressAsync(RequestReader.Location(loc), address, cancellationToken))
            found.Add(ContactView.Of(contact));
        return Results.Json(new Page<ContactView>(found), ApiJson.Default.PageContactView);
    }
}
