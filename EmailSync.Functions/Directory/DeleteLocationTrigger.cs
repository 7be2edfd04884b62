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
    [Answers(204)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "locations/{loc}")] HttpRequest request,
        string loc,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        if (await erase.BeginAsync(RequestReader.Location(loc), cancellationToken) is not { } subject)
            return ApiProblem.NotFound("location").ToResult();
        await starter.EraseAsync(client, subject, cancellationToken);
        return Results.NoContent();
    }
}
