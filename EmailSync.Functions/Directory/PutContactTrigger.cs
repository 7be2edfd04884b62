using EmailSync.Core.Crm;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using EmailSync.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Directory;

public sealed class PutContactTrigger(DirectoryStore directory, FillIn fillIn, TimeProvider time)
{
    [Function(nameof(PutContactTrigger))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "locations/{loc}/contacts/{contact}")] HttpRequest request,
        string loc,
        string contact,
        CancellationToken cancellationToken)
    {
        var (location, id) = (RequestReader.Location(loc), RequestReader.Contact(contact));
        var body = await RequestReader.JsonAsync(request, ApiJson.Default.ContactBody, RequestLimits.JsonBytes, cancellationToken);
        var check = new FieldChecks();
        check.Text("name", body.Name, required: false, Limits.Name);
        check.Emails("emails", body.Emails, Limits.Emails);
        check.Id("assignedTo", body.AssignedTo, required: false);
        check.Done();
        if (await directory.GetLocationAsync(location, cancellationToken) is not { } place)
            return ApiProblem.NotFound("location").ToResult();

        var assignedTo = body.AssignedTo is { } assigned ? new UserId(assigned) : (UserId?)null;
        var fillsIn = await fillIn.ExpectAsync(place, id, body.Emails ?? [], assignedTo, cancellationToken);

        // R21: the first PUT is the contact's creation, unless the CRM names another time. Who follows a contact is not the CRM's to say (R14).
        var now = time.GetUtcNow();
        var next = await directory.ChangeContactAsync(
            location,
            id,
            before => new Contact(
                location,
                id,
                body.Name ?? "",
                body.Emails ?? [],
                assignedTo,
                body.CreatedAt?.ToUniversalTime() ?? before?.CreatedAt ?? now)
            {
                FollowedBy = before?.FollowedBy ?? [],
                CreatedFor = before?.CreatedFor,
            },
            cancellationToken);
        await fillIn.CarryOutAsync(fillsIn, cancellationToken);
        return Results.Json(ContactView.Of(next!), ApiJson.Default.ContactView);
    }
}
