using EmailSync.Core.Access;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Sending.Batches;

public sealed class GetBatchTrigger(BatchStore batches)
{
    [Function(nameof(GetBatchTrigger))]
    [Reaches(Reach.Read)]
    [Operation("Sending", "How far a batch is")]
    [ActsAsUser]
    [Answers(200, typeof(BatchView))]
    [Refuses(404, "unknown_batch")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "locations/{loc}/batches/{id}")] HttpRequest request,
        string loc,
        string id,
        CancellationToken cancellationToken) =>
        Results.Json(BatchView.Of(await BatchFinder.FindAsync(batches, request, loc, id, cancellationToken)), ApiJson.Default.BatchView);
}
