using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmailSync.Tests.EndToEnd.Drivers;

/// <summary>A CRM that calls the API at an address with its key. Knows nothing of the process behind it.</summary>
internal sealed class Crm(Uri functions, string apiKey)
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public Uri Functions { get; } = functions;

    /// <summary>The same with another key, or a user token.</summary>
    public Crm With(string key) => new(Functions, key);

    public CrmLocation Location(string id) => new(this, id);

    public Task<CrmAnswer> GetAsync(string path, CancellationToken cancellationToken) => CallAsync(HttpMethod.Get, path, null, cancellationToken);

    public Task<CrmAnswer> PutAsync<T>(string path, T body, CancellationToken cancellationToken) =>
        CallAsync(HttpMethod.Put, path, JsonContent.Create(body, options: Json), cancellationToken);

    public Task<CrmAnswer> PostAsync<T>(string path, T body, CancellationToken cancellationToken, string? idempotencyKey = null) =>
        CallAsync(HttpMethod.Post, path, JsonContent.Create(body, options: Json), cancellationToken, idempotencyKey);

    public async Task<CrmAnswer> CallAsync(
        HttpMethod method,
        string path,
        HttpContent? content,
        CancellationToken cancellationToken,
        string? idempotencyKey = null,
        string? actingUser = null,
        string? requestId = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(Functions, path)) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        if (actingUser is not null)
            request.Headers.Add("X-Acting-User", actingUser);
        if (requestId is not null)
            request.Headers.Add("Request-Id", requestId);
        return await SendAsync(request, cancellationToken);
    }

    public static async Task<CrmAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var answer = await Web.Http.SendAsync(request, cancellationToken);
        var headers = answer.Headers.Concat(answer.Content.Headers)
            .ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        return new CrmAnswer(
            answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsByteArrayAsync(cancellationToken), headers);
    }
}
