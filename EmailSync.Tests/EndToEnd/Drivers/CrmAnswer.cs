using System.Net;
using System.Text;
using System.Text.Json;

namespace EmailSync.Tests.EndToEnd.Drivers;

/// <summary>An answer of the API, whatever it is.</summary>
internal sealed record CrmAnswer(HttpStatusCode Status, string? MediaType, byte[] Body, IReadOnlyDictionary<string, string> Headers)
{
    private static readonly JsonSerializerOptions web = new(JsonSerializerDefaults.Web);

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>The body without the request's own name in it.</summary>
    public string Told => Encoding.UTF8.GetString(Body).Replace(Headers.GetValueOrDefault("Request-Id", "\0"), "", StringComparison.Ordinal);

    /// <summary>The stable code of a problem document; null where the answer is none.</summary>
    public string? Code => MediaType == "application/problem+json" && Json.TryGetProperty("code", out var code) ? code.GetString() : null;

    public CrmAnswer Expect(HttpStatusCode status)
    {
        Assert.AreEqual(status, Status, Encoding.UTF8.GetString(Body));
        return this;
    }

    public T As<T>() => JsonSerializer.Deserialize<T>(Body, web) ?? throw new InvalidOperationException("The answer is null.");
}
