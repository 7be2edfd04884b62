using EmailSync.Core.Access;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Directory.Imports;

public sealed class GetImportTrigger(ImportStore imports, ImportContents contents)
{
    [Function(nameof(GetImportTrigger))]
    [Reaches(Reach.Administration)]
    [Operation("Contacts", "How far an import has come", Description = "For 7 days.")]
    [Answers(200, typeof(ImportView))]
    [Refuses(404, "unknown_import")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "locations/{loc}/imports/{id}")] HttpRequest request,
        string loc,
        string id,
        CancellationToken cancellationToken)
    {
        var location = RequestReader.Location(loc);
        var import = ImportContents.IsToken(id) ? await imports.GetAsync(id, cancellationToken) : null;
        if (import is null || import.Location != location)
            return ApiProblem.NotFound("import").ToResult();
        return Results.Json(ImportView.Of(import, await contents.ReadMistakesAsync(import, cancellationToken)), ApiJson.Default.ImportView);
    }
}
