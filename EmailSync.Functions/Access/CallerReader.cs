using System.Security.Cryptography;
using System.Text;
using EmailSync.Core;
using EmailSync.Core.Access;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace EmailSync.Functions.Access;

/// <summary>Finds who calls by <c>Authorization: Bearer</c> and <c>X-Acting-User</c>.</summary>
public sealed class CallerReader(LocationKeys locationKeys, TableKeys keys, RefusedCalls refused, IOptions<EmailSyncOptions> options, TimeProvider time)
{
    private const string Scheme = "Bearer ";

    // Digests have one length, so that the comparison takes the same time for every key that is offered.
    private readonly byte[] installation = SHA256.HashData(Encoding.UTF8.GetBytes(options.Value.ApiKey));

    /// <exception cref="ApiException">401, or 429 where too many wrong keys came from there. 400 or 403: who is to be acted as is nobody, or not the token's user.</exception>
    public async Task<Caller> ReadAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var header = http.Request.Headers.Authorization.ToString();
        var offered = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : "";
        if (UserToken.Read(keys, offered) is { } token)
            return ActingAs(http.Request, token);

        var attempt = refused.Begin(Remote.Of(http), offered);
        if (await OfKeyAsync(offered, cancellationToken) is not { } caller)
        {
            attempt.Refused();
            throw new ApiException(ApiProblem.Unauthorized);
        }
        attempt.Accepted();
        return Acting(http.Request) is { } user ? caller with { ActingUser = user } : caller;
    }

    private async Task<Caller?> OfKeyAsync(string offered, CancellationToken cancellationToken)
    {
        if (CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(offered)), installation))
            return new Caller(CallerKind.InstallationKey, "installation", null, null, TokenScopes.All);
        return LocationKeyText.Read(offered) is { } text && await locationKeys.TryAsync(text, cancellationToken) is { } key
            ? new Caller(CallerKind.LocationKey, key.Id, key.Location, null, TokenScopes.All)
            : null;
    }

    private Caller ActingAs(HttpRequest request, UserToken token)
    {
        if (token.ExpiresAt <= time.GetUtcNow())
            throw new ApiException(ApiProblem.TokenExpired);
        if (Acting(request) is { } user && user != token.User)
            throw new ApiException(ApiProblem.NotYourMailbox);
        return new Caller(CallerKind.UserToken, keys.UserOf(token.Location, token.User), token.Location, token.User, token.Scopes) { ExpiresAt = token.ExpiresAt };
    }

    private static UserId? Acting(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(ActingUser.Header, out var values))
            return null;
        return CrmId.IsValid(values.ToString())
            ? new UserId(values.ToString())
            : throw new ApiException(ApiProblem.Invalid(new FieldError(ActingUser.Header, "The id of one user.")));
    }
}
