using System.Net;
using System.Net.Http.Headers;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Kiota.Http.HttpClientLibrary.Extensions;

namespace EmailSync.Core.Providers.Outlook;

/// <summary>
/// Signs a request with its mailbox's token, and once more with a fresh one when Graph does not take the first; reads the whole answer, within bounds;
/// and turns refusals into the port's failures before the SDK sees them.
/// </summary>
internal sealed partial class GraphHandler(IAccessTokens tokens, TimeProvider time, ILogger<GraphHandler> logger) : DelegatingHandler
{
    private const int LargestAnswer = 100 * 1024 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = request.GetRequestOption<GraphCall>() ?? throw new InvalidOperationException("A request to Graph says for which mailbox it is.");
        var goesOn = request.RequestUri?.Query is { } query
            && (query.Contains("token=", StringComparison.OrdinalIgnoreCase) || query.Contains("$skip", StringComparison.OrdinalIgnoreCase));
        var token = await tokens.GetAsync(call.Mailbox, cancellationToken);
        var response = await SendAsync(request, token, cancellationToken);
        if (response.StatusCode == HttpStatusCode.Unauthorized && !IsClaimsChallenge(response))
        {
            // A refused token has no effect, so that this is safe for writes too.
            response.Dispose();
            response = await SendAsync(request, await tokens.RefreshAsync(call.Mailbox, token, cancellationToken), cancellationToken);
        }
        if (response.IsSuccessStatusCode)
        {
            await response.Content.LoadIntoBufferAsync(LargestAnswer, cancellationToken);
            return response;
        }
        using (response)
            throw await RefusalAsync(call, response, goesOn, cancellationToken);
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string token, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return base.SendAsync(request, cancellationToken);
    }

    private async Task<MailProviderException> RefusalAsync(GraphCall call, HttpResponseMessage response, bool goesOn, CancellationToken cancellationToken)
    {
        // Refreshing would give a token that is refused for the same reason, again and again.
        if (response.StatusCode == HttpStatusCode.Unauthorized && IsClaimsChallenge(response))
            return new MailProviderException(MailProviderFailure.AuthorizationLost, GraphErrors.ClaimsChallenge);
        var codes = GraphErrorBody.Codes(await BodyAsync(response, cancellationToken));
        var failure = GraphErrors.Read(call.Method, response.StatusCode, codes, goesOn, RetryAfterHeader.Read(response, time.GetUtcNow()));
        if (failure.Kind != MailProviderFailure.NotFound)
            LogRefused(logger, call.Mailbox, call.Method, (int)response.StatusCode, failure.Code, RequestId(response));
        return failure;
    }

    // The status tells enough where the error document breaks off.
    private static async Task<byte[]> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(LargestAnswer, cancellationToken);
            return await response.Content.ReadAsByteArrayAsync(cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return [];
        }
    }

    private static bool IsClaimsChallenge(HttpResponseMessage response) =>
        response.Headers.WwwAuthenticate.Any(challenge => challenge.Parameter?.Contains("claims=", StringComparison.OrdinalIgnoreCase) == true);

    /// <summary>What Microsoft's support asks for; anything but a GUID is not theirs.</summary>
    private static Guid? RequestId(HttpResponseMessage response) =>
        response.Headers.TryGetValues("request-id", out var values) && Guid.TryParse(values.FirstOrDefault(), out var id) ? id : null;

    [LoggerMessage(2301, LogLevel.Information, "Mailbox {Mailbox}: Graph refused {Method} with {Status} {Code} (request {RequestId})")]
    private static partial void LogRefused(ILogger logger, MailboxId mailbox, GraphMethod method, int status, string code, Guid? requestId);
}
