using EmailSync.Core.Mailboxes;
using EmailSync.Functions.Http;
using EmailSync.Functions.OpenApi;
using EmailSync.Functions.Sync;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace EmailSync.Functions.OAuth;

public sealed class OAuthCallbackTrigger(ConnectMailbox connect, OrchestrationStarter starter)
{
    [Function(nameof(OAuthCallbackTrigger))]
    [Operation("Browsers", "Where a sign-in ends", Description = "For the provider alone.")]
    [Query("state", "The provider's repetition of it.")]
    [Query("code", "The authorization code.")]
    [Query("error", "What the provider refused.")]
    [Query("error_description", "In words.")]
    [Query("admin_consent", "Present after an administrator's approval.")]
    [Answers(200, MediaType = "text/plain")]
    [Answers(302, Headers = ["Location", "Set-Cookie"])]
    [Refuses(400, "invalid_state")]
    [Refuses(404, "unknown_provider")]
    [WithoutKey("a single-use state and the cookie of the browser that began")]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "oauth/{provider}/callback")] HttpRequest request,
        string provider,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        // An administrator's approval comes back to the same address, in a browser that has begun nothing here and holds no secret.
        if (OAuthRoute.Parameter(request, "admin_consent") is not null)
            return Results.Text("The approval has been noted. Users can now connect their mailboxes from the CRM.");
        var state = OAuthRoute.State(request);
        var cookie = ConnectMailbox.CookieName(state);
        var ended = await connect.CompleteAsync(
            OAuthRoute.Provider(provider),
            state,
            request.Cookies[cookie],
            OAuthRoute.Parameter(request, "code"),
            OAuthRoute.Parameter(request, "error"),
            OAuthRoute.Parameter(request, "error_description"),
            cancellationToken);
        if (ended is null)
            return OAuthRoute.InvalidState.ToResult();
        if (ended.Tells is { } stream)
            await starter.DeliverAsync(client, stream, cancellationToken);
        request.HttpContext.Response.Cookies.Delete(cookie, new CookieOptions { Path = "/api/oauth" });
        return Results.Redirect(ended.ReturnTo);
    }
}
