using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EmailSync.Core.Directory;
using EmailSync.Core.Providers.Http;
using EmailSync.Core.Providers.Targets;

namespace EmailSync.Core.Crm.Webhooks;

/// <summary>One signed call of a webhook. What becomes of it is a value: nothing that the other side does is an exception here.</summary>
public sealed class WebhookSender(LocationSecrets secrets, IHttpClientFactory clients, TimeProvider time)
{
    public const string HttpClientName = "webhooks";

    /// <param name="id">The same for each attempt to tell the same.</param>
    public async Task<WebhookAnswer> SendAsync(LocationId location, WebhookTarget target, string id, WebhookEvent told, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var now = time.GetUtcNow();
        try
        {
            var body = JsonSerializer.Serialize(told, CrmJson.Default.WebhookEvent);
            using var request = new HttpRequestMessage(HttpMethod.Post, target.Url)
            {
                Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json", "utf-8")),
            };
            request.Headers.Add("webhook-id", id);
            request.Headers.Add("webhook-timestamp", WebhookSignature.Timestamp(now));
            request.Headers.Add("webhook-signature", Signatures(location, target, id, now, body));

            // What it answers beyond its status nobody reads.
            using var response = await clients.CreateClient(HttpClientName).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var status = (int)response.StatusCode;
            return new WebhookAnswer(
                status, status is >= 300 and < 400 ? "redirect_not_followed" : null, time.GetElapsedTime(began), RetryAfterHeader.Read(response, time.GetUtcNow()));
        }
        catch (CryptographicException)
        {
            return new WebhookAnswer(null, "secret_unreadable", time.GetElapsedTime(began));
        }
        catch (HttpRequestException e)
        {
            return new WebhookAnswer(null, Word(e), time.GetElapsedTime(began));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new WebhookAnswer(null, "timed_out", time.GetElapsedTime(began));
        }
    }

    /// <summary>The new secret's first; the former one's beside it while the CRM changes over.</summary>
    private string Signatures(LocationId location, WebhookTarget target, string id, DateTimeOffset now, string body)
    {
        var signature = WebhookSignature.Sign(secrets.Reveal(location, target.ProtectedSecret), id, now, body);
        if (target.FormerSecret is not { } former || target.FormerUntil <= now)
            return signature;
        try
        {
            return signature + " " + WebhookSignature.Sign(secrets.Reveal(location, former), id, now, body);
        }
        catch (CryptographicException)
        {
            // Put anew because it could not be read any more: the new one is enough.
            return signature;
        }
    }

    private static string Word(HttpRequestException e) => e switch
    {
        { InnerException: TargetNotAllowedException } => WebhookAnswer.NotAllowed,
        { HttpRequestError: HttpRequestError.SecureConnectionError } or { InnerException: AuthenticationException } => "tls_failed",
        { HttpRequestError: HttpRequestError.NameResolutionError } => "name_not_resolved",
        { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } } => "name_not_resolved",
        { HttpRequestError: HttpRequestError.ResponseEnded } => "connection_lost",
        { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded } => "invalid_answer",
        { InnerException: IOException } => "connection_lost",
        _ => "unreachable",
    };
}
