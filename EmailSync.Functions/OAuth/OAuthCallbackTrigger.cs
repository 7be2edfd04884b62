using EmailSync.Core.Mailboxes;
using EmailSync.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailSync.Functions.OAuth;

public sealed class OAuthCallbackTrigger(ConnectMailbox connect)
{
    [Function(nameof(OAuthCallbackTrigger))]
    [WithoutKey("a single-use state and the cookie of the browser that began")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "oauth/{provider}/callback")] HttpRequest request,
        string provider,
        CancellationToken cancellationToken)
    {
        var state = OAuthRoute.State(request);
        var cookie = ConnectMailbox.CookieName(state);
        var target = await connect.CompleteAsync(
            OAuthRoute.Provider(provider),
            state,
            request.Cookies[cookie],
            OAuthRoute.Parameter(request, "code"),
            OAuthRoute.Parameter(request, "error"),
            cancellationToken);
        if (target is null)
            return OAuthRoute.InvalidState.ToResult();
        request.HttpContext.Response.Cookies.Delete(cookie, new CookieOptions { Path = "/api/oauth" });
        return Results.Redirect(target);
    }
}
