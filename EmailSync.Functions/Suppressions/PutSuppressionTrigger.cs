using System.Text.Json;
using EmailSync.Core.Access;
using EmailSync.Core.Storage;
using EmailSync.Core.Suppressions;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Suppressions;

public sealed class PutSuppressionTrigger(DirectoryStore directory, SuppressionStore suppressions, TimeProvider time)
{
    /// <summary>By the names under which they are shown.</summary>
    private static readonly Dictionary<string, SuppressionReason> reasons =
        Enum.GetValues<SuppressionReason>().ToDictionary(reason => JsonSerializer.SerializeToElement(reason, ApiJson.Default.SuppressionReason).GetString() ?? "", StringComparer.Ordinal);

    [Function(nameof(PutSuppressionTrigger))]
    [Reaches(Reach.Administration)]
    [Operation("Suppressions", "Suppresses an address")]
    [Takes(RequestLimits.JsonBytes, Body = typeof(SuppressionBody))]
    [Answers(200, typeof(SuppressionView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "locations/{loc}/suppressions/{email}")] HttpRequest request,
        string loc,
        string email,
        CancellationToken cancellationToken)
    {
        var location = RequestReader.Location(loc);
        var body = await RequestReader.JsonAsync(request, ApiJson.Default.SuppressionBody, RequestLimits.JsonBytes, cancellationToken);
        var check = new FieldChecks();
        var address = SuppressionRoute.Address(email);
        check.That("email", address is not null, "An e-mail address.");
        var reason = SuppressionReason.Manual;
        check.That("reason", body.Reason is null || reasons.TryGetValue(body.Reason, out reason), "manual, unsubscribed, complained or hardBounce.");
        check.Done();
        if (await directory.GetLocationAsync(location, cancellationToken) is null)
            return ApiProblem.NotFound("location").ToResult();
        var stands = await suppressions.AddAsync(location, address!.Value, reason, time.GetUtcNow(), message: null, cancellationToken);
        return Results.Json(SuppressionView.Of(stands), ApiJson.Default.SuppressionView);
    }
}
