using EmailSync.Core.Access;
using EmailSync.Core.Directory.Imports;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using EmailSync.Functions.Sync;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace EmailSync.Functions.Directory.Imports;

public sealed class ImportContactsTrigger(DirectoryStore directory, AcceptImport accept, OrchestrationStarter starter)
{
    [Function(nameof(ImportContactsTrigger))]
    [Reaches(Reach.Administration)]
    [Operation("Contacts", "Brings many contacts at once", Description = "A contact a line, as JSON: id, name, emails, assignedTo, createdAt. At most 100,000 lines of at most 64 KB. A bad line stops no other; the answer names the bad ones, and the good ones are taken in after it.")]
    [Takes(RequestLimits.ImportBytes, MediaType = "application/x-ndjson")]
    [Answers(202, typeof(ImportView))]
    [Refuses(413, "too_many_contacts")]
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
