using EmailSync.Core.Access;
using EmailSync.Core.Conversations;
using EmailSync.Functions.Http;
using EmailSync.Functions.OpenApi;
using EmailSync.Functions.Sync;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace EmailSync.Functions.Directory;

public sealed class DeleteContactTrigger(EraseConversation erase, OrchestrationStarter starter)
{
    [Function(nameof(DeleteContactTrigger))]
    [Reaches(Reach.Administration)]
    [Operation("Contacts", "Deletes a contact and erases the conversation", Description = "R27.")]
    [TakesHeader("If-Match", "Entity tags, or *: deletes only where one of them stands.")]
    [TakesHeader("If-None-Match", "Entity tags: deletes only where none of them stands.")]
    [Answers(204)]
    [Refuses(412, "precondition_failed")]
    [Refuses(404, "unknown_contact")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "locations/{loc}/contacts/{contact}")] HttpRequest request,
        string loc,
        string contact,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var (subject, isRefused) = await erase.BeginAsync(RequestReader.Location(loc), RequestReader.Contact(contact), Preconditions.Of(request), cancellationToken);
        if (subject is null)
            return (isRefused ? ApiProblem.PreconditionFailed : ApiProblem.NotFound("contact")).ToResult();
        await starter.EraseAsync(client, subject, cancellationToken);
        return Results.NoContent();
    }
}
