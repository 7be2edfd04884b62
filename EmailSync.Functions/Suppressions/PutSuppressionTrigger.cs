using EmailSync.Core.Storage;
using EmailSync.Core.Suppressions;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Suppressions;

public sealed class PutSuppressionTrigger(DirectoryStore directory, SuppressionStore suppressions, TimeProvider time)
{
    [Function(nameof(PutSuppressionTrigger))]
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
        var reason = body.Reason is null ? SuppressionReason.Manual : Enum.GetValues<SuppressionReason>().Cast<SuppressionReason?>().FirstOrDefault(r => Name(r!.Value) == body.Reason);
        check.That("reason", reason is not null, "manual, unsubscribed, complained or hardBounce.");
        check.Done();
        if (await directory.GetLocationAsync(location, cancellationToken) is null)
            return ApiProblem.NotFound("location").ToResult();
        var stands = await suppressions.AddAsync(location, address!.Value, reason!.Value, time.GetUtcNow(), message: null, cancellationToken);
        return Results.Json(SuppressionView.Of(stands), ApiJson.Default.SuppressionView);
    }

    private static string Name(SuppressionReason reason) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(reason.ToString());
}
