using EmailSync.Core.Access;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using EmailSync.Functions.Http;
using EmailSync.Functions.OpenApi;
using EmailSync.Functions.Sync;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace EmailSync.Functions.Directory;

public sealed class BackfillContactTrigger(DirectoryStore directory, FillIn fillIn, OrchestrationStarter starter)
{
    [Function(nameof(BackfillContactTrigger))]
    [Reaches(Reach.Administration)]
    [Operation("Contacts", "Looks up the mail that the contact would have had", Description = "B4: in every connected mailbox of the location, back to its connection.")]
    [Answers(202)]
    [Refuses(404, "unknown_contact")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "locations/{loc}/contacts/{contact}/backfill")] HttpRequest request,
        string loc,
        string contact,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var (location, id) = (RequestReader.Location(loc), RequestReader.Contact(contact));
        if (await directory.GetContactAsync(location, id, cancellationToken) is not { } found)
            return ApiProblem.NotFound("contact").ToResult();
        foreach (var mailbox in await fillIn.OrderAsync(location, found.Emails, cancellationToken))
            await starter.SyncAsync(client, mailbox, cancellationToken);
        return Results.StatusCode(StatusCodes.Status202Accepted);
    }
}
