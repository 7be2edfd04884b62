using EmailSync.Core.Directory.Imports;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.Sync;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace EmailSync.Functions.Directory.Imports;

public sealed class ImportContactsTrigger(DirectoryStore directory, AcceptImport accept, OrchestrationStarter starter)
{
    [Function(nameof(ImportContactsTrigger))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "locations/{loc}/contacts:import")] HttpRequest request,
        string loc,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var location = RequestReader.Location(loc);
        if (await directory.GetLocationAsync(location, cancellationToken) is null)
            return ApiProblem.NotFound("location").ToResult();
        var (import, mistakes) = await accept.AcceptAsync(location, ImportReader.ReadAsync(request, cancellationToken), cancellationToken);
        await starter.RunImportAsync(client, import.Token, cancellationToken);
        return Results.Json(ImportView.Of(import, mistakes), ApiJson.Default.ImportView, statusCode: StatusCodes.Status202Accepted);
    }
}
