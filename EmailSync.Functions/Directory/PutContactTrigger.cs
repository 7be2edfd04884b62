using EmailSync.Core.Access;
using EmailSync.Core.Crm;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Directory;

public sealed class PutContactTrigger(DirectoryStore directory, FillIn fillIn, AdoptContact adopt, TimeProvider time)
{
    [Function(nameof(PutContactTrigger))]
    [Reaches(Reach.Administration)]
    [Operation("Contacts", "Makes or changes a contact")]
    [Takes(RequestLimits.JsonBytes, Body = typeof(ContactBody))]
    [TakesHeader("If-Match", "Entity tags, or *: writes only where one of them stands.")]
    [TakesHeader("If-None-Match", "* makes it only where there is none.")]
    [Answers(200, typeof(ContactView), Headers = ["ETag"])]
    [Refuses(412, "precondition_failed")]
    [Refuses(422, "unknown_adopted_contact", "contact_not_adoptable", "already_adopted", "conversation_not_empty")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "locations/{loc}/contacts/{contact}")] HttpRequest request,
        string loc,
        string contact,
        CancellationToken cancellationToken)
    {
        var (location, id) = (RequestReader.Location(loc), RequestReader.Contact(contact));
        var body = await RequestReader.JsonAsync(request, ApiJson.Default.ContactBody, RequestLimits.JsonBytes, cancellationToken);
        var check = new FieldChecks();
        ContactChecks.Check(check, body.Name, body.Emails, body.AssignedTo, body.CreatedAt);
        check.Id("adopts", body.Adopts, required: false);
        var precondition = Preconditions.Of(request);

        // Taking over is a change of two contacts, and a condition speaks of one.
        check.That("adopts", body.Adopts is null || precondition.IsNone, "Not with If-Match or If-None-Match.");
        check.Done();
        if (await directory.GetLocationAsync(location, cancellationToken) is not { } place)
            return ApiProblem.NotFound("location").ToResult();

        // What a contact calls for is noted before it is changed: not for a change that will be refused.
        if (!precondition.IsNone && !precondition.Holds((await directory.GetContactAsync(location, id, cancellationToken))?.Version))
            return ApiProblem.PreconditionFailed.ToResult();

        var adopts = body.Adopts is { } other ? new ContactId(other) : (ContactId?)null;
        var adoption = adopts is { } made ? await adopt.BeginAsync(location, id, made, cancellationToken) : null;
        if (adoption is Adoption.Refused refused)
            return new ApiProblem(StatusCodes.Status422UnprocessableEntity, refused.Code, refused.Detail).ToResult();
        var granted = adoption as Adoption.Granted;

        var assignedTo = body.AssignedTo is { } assigned ? new UserId(assigned) : (UserId?)null;
        var fillsIn = await fillIn.ExpectAsync(place, id, body.Emails ?? [], assignedTo, cancellationToken);

        // R21: the first PUT is the contact's creation, unless the CRM names another time. Who follows a contact is not the CRM's to say (R14).
        var now = time.GetUtcNow();
        var next = await directory.ChangeContactAsync(
            location,
            id,
            granted?.Conversation,
            before => !precondition.Holds(before?.Version) ? null : new Contact(
                location,
                id,
                body.Name ?? "",
                body.Emails ?? [],
                assignedTo,
                body.CreatedAt?.ToUniversalTime() ?? before?.CreatedAt ?? now)
            {
                FollowedBy = [.. (before?.FollowedBy ?? []).Union(granted?.Followers ?? [])],
                CreatedFor = before?.CreatedFor,
                Adopted = adopts ?? before?.Adopted,
                AdoptedBy = before?.AdoptedBy,
            },
            cancellationToken);
        if (next is null)
            return ApiProblem.PreconditionFailed.ToResult();
        if (adopts is { } adopted)
            await adopt.FinishAsync(location, adopted, cancellationToken);
        await fillIn.CarryOutAsync(fillsIn, cancellationToken);
        return Preconditions.Written(request, next.Version, Results.Json(ContactView.Of(next), ApiJson.Default.ContactView));
    }
}
