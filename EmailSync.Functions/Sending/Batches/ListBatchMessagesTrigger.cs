using System.Globalization;
using EmailSync.Core.Access;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Sending.Batches;

/// <summary>The mails of a batch that have been taken up, in the order of the request.</summary>
public sealed class ListBatchMessagesTrigger(BatchStore batches)
{
    [Function(nameof(ListBatchMessagesTrigger))]
    [Reaches(Reach.Read)]
    [Operation("Sending", "What became of each message of a batch")]
    [ActsAsUser]
    [Paged]
    [Answers(200, typeof(Page<BatchItemView>))]
    [Refuses(404, "unknown_batch")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "locations/{loc}/batches/{id}/messages")] HttpRequest request,
        string loc,
        string id,
        CancellationToken cancellationToken)
    {
        var batch = await BatchFinder.FindAsync(batches, request, loc, id, cancellationToken);
        var limit = RequestReader.Limit(request);
        var from = 0;
        if (request.Query["cursor"].ToString() is { Length: > 0 } cursor && !int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out from))
            return ApiProblem.Invalid(new FieldError("cursor", "The nextCursor of an earlier answer.")).ToResult();
        var items = await batches.ListAsync(batch.Token, from, limit, cancellationToken);
        var next = items.Count == limit ? (items[^1].Index + 1).ToString(CultureInfo.InvariantCulture) : null;
        return Results.Json(new Page<BatchItemView>([.. items.Select(BatchItemView.Of)], next), ApiJson.Default.PageBatchItemView);
    }
}
