using EmailSync.Core.Storage;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Http;

public sealed class HealthTrigger(ITables tables)
{
    [Function(nameof(HealthTrigger))]
    [Operation("Service", "Whether the service lives")]
    [Query("ready", "Present: whether storage answers, too.")]
    [Answers(200, typeof(HealthView))]
    [WithoutKey("nothing: it tells only whether the service lives")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Query.ContainsKey("ready"))
            await tables.PingAsync(cancellationToken);
        return Results.Json(new HealthView("ok"), ApiJson.Default.HealthView);
    }
}
