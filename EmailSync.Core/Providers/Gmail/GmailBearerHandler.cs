using System.Net;
using System.Net.Http.Headers;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers.Http;

namespace EmailSync.Core.Providers.Gmail;

/// <summary>Signs the requests of one call with the mailbox's token, and once more with a fresh one when Google does not take the first.</summary>
internal sealed class GmailBearerHandler(IAccessTokens tokens, MailboxId mailbox, TimeProvider time) : DelegatingHandler
{
    /// <summary>What the last refusal said; Google's client keeps the body of an error but not its headers.</summary>
    public TimeSpan? RetryAfter { get; private set; }

    /// <summary>The last answer's status; the client loses it where the body of an error is no JSON.</summary>
    public HttpStatusCode Status { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var token = await tokens.GetAsync(mailbox, cancellationToken);
        var response = await SendAsync(request, token, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized) return response;

        // A refused token has no effect, so that this is safe for writes too.
        response.Dispose();
        return await SendAsync(request, await tokens.RefreshAsync(mailbox, token, cancellationToken), cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string token, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var response = await base.SendAsync(request, cancellationToken);
        Status = response.StatusCode;
        RetryAfter = RetryAfterHeader.Read(response, time.GetUtcNow());
        return response;
    }
}
