using EmailSync.Core.Access;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.Access;

/// <summary>R3: a token with which a browser acts as the user, and as nobody else.</summary>
public sealed class IssueTokenTrigger(DirectoryStore directory, TableKeys keys, TimeProvider time)
{
    [Function(nameof(IssueTokenTrigger))]
    [Reaches(Reach.Administration)]
    [Operation("Keys", "Issues a token with which a browser acts as the user")]
    [Takes(RequestLimits.JsonBytes, Body = typeof(TokenBody))]
    [Answers(201, typeof(TokenView))]
    [Refuses(404, "unknown_user")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "locations/{loc}/users/{user}/tokens")] HttpRequest request,
        string loc,
        string user,
        CancellationToken cancellationToken)
    {
        var (location, id) = (RequestReader.Location(loc), RequestReader.User(user));
        var body = await RequestReader.JsonAsync(request, ApiJson.Default.TokenBody, RequestLimits.JsonBytes, cancellationToken);
        var check = new FieldChecks();
        check.That("scopes", body.Scopes is { Count: > 0 and <= 3 } && body.Scopes.All(s => ScopeNames.Find(s) is not null), "One or more of read, send and mailbox.");
        check.That("expiresIn", body.ExpiresIn is null || body.ExpiresIn is >= 1 and <= TokenBody.Longest, $"Seconds, 1 to {TokenBody.Longest}.");
        check.Done();
        if (await directory.GetUserAsync(location, id, cancellationToken) is null)
            return ApiProblem.NotFound("user").ToResult();
        var scopes = body.Scopes!.Aggregate(TokenScopes.None, (all, name) => all | ScopeNames.Find(name)!.Value);
        var lifetime = body.ExpiresIn is { } seconds ? TimeSpan.FromSeconds(seconds) : UserToken.Usual;
        var token = new UserToken(location, id, scopes, DateTimeOffset.FromUnixTimeSeconds((time.GetUtcNow() + lifetime).ToUnixTimeSeconds()));
        return Results.Json(
            new TokenView(token.Write(keys), token.ExpiresAt, ScopeNames.Of(scopes)), ApiJson.Default.TokenView, statusCode: StatusCodes.Status201Created);
    }
}
