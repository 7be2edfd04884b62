using EmailSync.Core.Sending.Batches;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace EmailSync.Functions.Sending.Batches;

/// <summary>The batch that a route names.</summary>
internal static class BatchFinder
{
    /// <exception cref="ApiException">There is none, or it is another location's: the two look alike.</exception>
    public static async Task<Batch> FindAsync(BatchStore batches, HttpRequest request, string loc, string id, CancellationToken cancellationToken)
    {
        var location = RequestReader.Location(loc);
        var batch = KeyHasher.IsHash(id) ? await batches.GetAsync(id, cancellationToken) : null;
        if (batch is null || batch.Location != location)
            throw new ApiException(ApiProblem.NotFound("batch"));
        ActingUser.MayReach(request, batch.User);
        return batch;
    }
}
