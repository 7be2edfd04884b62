using EmailSync.Core.Access;
using EmailSync.Core.Crm;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Directory;

public sealed class GetContactTrigger(DirectoryStore directory)
{
    [Function(nameof(GetContactTrigger))]
    [Reaches(Reach.Read)]
    [Operation("Contacts", "A contact")]
    [TakesHeader("If-None-Match", "Entity tags: 304 where one of them still stands.")]
    [TakesHeader("If-Match", "Entity tags: 412 where none of them stands.")]
    [Answers(200, typeof(ContactView), Headers = ["ETag"])]
    [Answers(304, Headers = ["ETag"])]
    [Refuses(412, "precondition_failed")]
    [Refuses(404, "unknown_contact")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "locations/{loc}/contacts/{contact}")] HttpRequest request,
        string loc,
        string contact,
        CancellationToken cancellationToken) =>
        await directory.GetContactAsync(RequestReader.Location(loc), RequestReader.Contact(contact), cancellationToken) is { } found
            ? Preconditions.Show(request, found.Version!, Results.Json(ContactView.Of(found), ApiJson.Default.ContactView))
            : ApiProblem.NotFound("contact").ToResult();
}
