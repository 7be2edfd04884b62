using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EmailSync.Core.Providers.Http;
using Microsoft.Extensions.Options;
using Polly.Timeout;

namespace EmailSync.Core.Providers.Outlook;

/// <summary>Microsoft's token endpoint over HTTP, and whose the new tokens are; failures come out sorted.</summary>
internal sealed class MicrosoftTokenEndpoint(IHttpClientFactory http, IOptions<OutlookOptions> options, TimeProvider time)
{
    /// <summary>The named HTTP client that sign-in and refreshing go through.</summary>
    public const string HttpName = "microsoft-oauth";

    public async Task<MicrosoftTokenAnswer> PostAsync(IEnumerable<KeyValuePair<string, string>> grant, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new MicrosoftAuthority(options.Value.Authority).TokenUrl);

        // No scope: the tokens are for what was granted, and what was not shows in the answer. Asked for by name, it would fail the whole.
        request.Content = new FormUrlEncodedContent(
            [.. grant, new("client_id", options.Value.ClientId), new("client_secret", options.Value.ClientSecret)]);
        var (status, body, retryAfter) = await SendAsync(request, cancellationToken);
        var answer = Read(body, MicrosoftJson.Default.MicrosoftTokenAnswer);
        if ((int)status is >= 200 and < 300)
            return answer is { AccessToken.Length: > 0, ExpiresIn: > 0 } ? answer : throw OutlookClient.Unreadable();
        IReadOnlyList<int> codes = answer?.ErrorCodes ?? [];
        var failure = new MailProviderException(
            MicrosoftErrors.Classify(status, answer?.Error, codes), MicrosoftErrors.Code(status, answer?.Error, codes), retryAfter);
        throw MicrosoftErrors.NeedsAdministrator(codes)
            ? new MailProviderException(failure.Kind, MicrosoftOAuthClient.AdminConsentRequired, null, failure)
            : failure;
    }

    /// <summary>The account that a fresh token is of. A refusal is sorted as Graph's refusals are.</summary>
    public async Task<MicrosoftAccount> MeAsync(string accessToken, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, options.Value.GraphBaseUrl.TrimEnd('/') + "/me?$select=mail,userPrincipalName");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        var (status, body, retryAfter) = await SendAsync(request, cancellationToken);
        if ((int)status is >= 200 and < 300) return Read(body, GraphJson.Default.MicrosoftAccount) ?? throw OutlookClient.Unreadable();
        throw GraphErrors.Read(GraphMethod.Me, status, GraphErrorBody.Codes(body), goesOn: false, retryAfter);
    }

    private async Task<(HttpStatusCode Status, byte[] Body, TimeSpan? RetryAfter)> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using var client = http.CreateClient(HttpName);
            using var response = await client.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return (response.StatusCode, body, RetryAfterHeader.Read(response, time.GetUtcNow()));
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

    private static T? Read<T>(byte[] body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return body.Length == 0 ? null : JsonSerializer.Deserialize(body, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
