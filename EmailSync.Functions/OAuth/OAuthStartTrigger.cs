using EmailSync.Core;
using EmailSync.Core.Mailboxes;
using EmailSync.Functions.Http;
using EmailSync.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace EmailSync.Functions.OAuth;

public sealed class OAuthStartTrigger(ConnectMailbox connect, IOptions<EmailSyncOptions> options)
{
    [Function(nameof(OAuthStartTrigger))]
    [Operation("Browsers", "Where a sign-in begins", Description = "Ties the browser to it by a cookie, and goes on to the provider.")]
    [Query("state", "From authorizationUrl.", Required = true)]
    [Answers(302, Headers = ["Location", "Set-Cookie"])]
    [Refuses(400, "invalid_state")]
    [Refuses(404, "unknown_provider")]
    [WithoutKey("a single-use state that only a caller with the key can make")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "oauth/{provider}/start")] HttpRequest request,
        string provider,
        CancellationToken cancellationToken)
    {
        if (await connect.StartAsync(OAuthRoute.Provider(provider), OAuthRoute.State(request), cancellationToken) is not { } started)
            return OAuthRoute.InvalidState.ToResult();
        request.HttpContext.Response.Cookies.Append(started.CookieName, started.CookieValue, new CookieOptions
        {
            HttpOnly = true,
            IsEssential = true,
            MaxAge = started.Lifetime,
            Path = "/api/oauth",
            SameSite = SameSiteMode.Lax,

            // Behind a host that ends TLS the request itself does not tell.
            Secure = request.IsHttps || options.Value.PublicBaseUrl.StartsWith("https:", StringComparison.OrdinalIgnoreCase),
        });
        return Results.Redirect(started.Url);
    }
}
