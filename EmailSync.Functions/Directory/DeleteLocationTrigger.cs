using EmailSync.Core.Access;
using EmailSync.Core.Directory;
using EmailSync.Functions.Http;
using EmailSync.Functions.OpenApi;
using EmailSync.Functions.Sync;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace EmailSync.Functions.Directory;

public sealed class DeleteLocationTrigger(EraseLocation erase, OrchestrationStarter starter)
{
    [Function(nameof(DeleteLocationTrigger))]
    [Reaches(Reach.Administration)]
    [Operation("Locations", "Deletes a location and erases everything of it", Description = "R27. Nothing of it is shown from now on; its rows are gone within a day.")]
    [TakesHeader("If-Match", "Entity tags, or *: deletes only where one of them stands.")]
    [TakesHeader("If-None-Match", "Entity tags: deletes only where none of them stands.")]
    [Answers(204)]
    [Refuses(412, "precondition_failed")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "locations/{loc}")] HttpRequest request,
        string loc,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var (subject, isRefused) = await erase.BeginAsync(RequestReader.Location(loc), Preconditions.Of(request), cancellationToken);
        if (subject is null)
            return (isRefused ? ApiProblem.PreconditionFailed : ApiProblem.NotFound("location")).ToResult();
        await starter.EraseAsync(client, subject, cancellationToken);
        return Results.NoContent();
    }
}
