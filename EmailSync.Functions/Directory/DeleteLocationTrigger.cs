using EmailSync.Core.Directory;
using EmailSync.Functions.Http;
using EmailSync.Functions.Sync;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace EmailSync.Functions.Directory;

public sealed class DeleteLocationTrigger(EraseLocation erase, OrchestrationStarter starter)
{
    [Function(nameof(DeleteLocationTrigger))]
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
