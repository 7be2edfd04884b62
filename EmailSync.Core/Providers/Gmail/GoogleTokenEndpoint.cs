using System.Net;
using System.Text.Json;
using EmailSync.Core.Providers.Http;
using Microsoft.Extensions.Options;
using Polly.Timeout;

namespace EmailSync.Core.Providers.Gmail;

/// <summary>Google's OAuth endpoints over HTTP; failures come out sorted (RFC 6749, 5.2).</summary>
internal sealed class GoogleTokenEndpoint(IHttpClientFactory http, IOptions<GmailOptions> options, TimeProvider time)
{
    /// <summary>The named HTTP client that sign-in and refreshing go through.</summary>
    public const string HttpName = "google-oauth";

    public async Task<GoogleTokenAnswer> PostAsync(IEnumerable<KeyValuePair<string, string>> grant, CancellationToken cancellationToken)
    {
        var (status, answer, retryAfter) = await SendAsync(
            options.Value.TokenUrl,
            [.. grant, new("client_id", options.Value.ClientId), new("client_secret", options.Value.ClientSecret)],
            cancellationToken);
        if ((int)status is >= 200 and < 300)
            return answer is { AccessToken.Length: > 0, ExpiresIn: > 0 } ? answer : throw GmailMessages.Unreadable();
        throw new MailProviderException(Classify(status, answer?.Error), Code(status, answer?.Error), retryAfter);
    }

    /// <summary>A token that is dead already answers 400, which is as good.</summary>
    public async Task RevokeAsync(string token, CancellationToken cancellationToken)
    {
        var (status, answer, retryAfter) = await SendAsync(options.Value.RevokeUrl, [new("token", token)], cancellationToken);
        if ((int)status is >= 200 and < 300 or 400) return;
        throw new MailProviderException(Classify(status, answer?.Error), Code(status, answer?.Error), retryAfter);
    }

    internal static MailProviderFailure Classify(HttpStatusCode status, string? error) => ((int)status, error) switch
    {
        (429, _) or (_, "rate_limit_exceeded" or "slow_down") => MailProviderFailure.Throttled,
        (408 or >= 500 or < 400, _) => MailProviderFailure.Transient,
        (_, "invalid_grant" or "admin_policy_enforced" or "access_denied") => MailProviderFailure.AuthorizationLost,
        (_, null) => MailProviderFailure.Transient,
        // invalid_client, unauthorized_client, redirect_uri_mismatch and the like: nothing that a user could mend.
        _ => MailProviderFailure.Misconfigured,
    };

    private static string Code(HttpStatusCode status, string? error) =>
        error is { Length: > 0 and <= 40 } && error.All(c => char.IsAsciiLetterLower(c) || c == '_') ? error : $"http_{(int)status}";

    private async Task<(HttpStatusCode Status, GoogleTokenAnswer? Answer, TimeSpan? RetryAfter)> SendAsync(
        string url, IEnumerable<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new FormUrlEncodedContent(form);
            using var client = http.CreateClient(HttpName);
            using var response = await client.PostAsync(url, content, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return (response.StatusCode, Read(body), RetryAfterHeader.Read(response, time.GetUtcNow()));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new MailProviderException(MailProviderFailure.Transient, "connection", null, e);
        }
        catch (Exception e) when (e is TimeoutRejectedException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new MailProviderException(MailProviderFailure.Transient, "timeout", null, e);
        }
    }

    private static GoogleTokenAnswer? Read(byte[] body)
    {
        try
        {
            return body.Length == 0 ? null : JsonSerializer.Deserialize(body, GoogleJson.Default.GoogleTokenAnswer);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
