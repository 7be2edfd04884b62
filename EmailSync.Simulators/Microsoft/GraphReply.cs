using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EmailSync.Simulators.Http;

namespace EmailSync.Simulators.Microsoft;

/// <summary>An answer of the Microsoft port; an empty one has no content type.</summary>
internal sealed record GraphReply(int Status, byte[] Body, string? ContentType) : WireReply(Status, Body, ContentType)
{
    // As Graph writes it: letters of all languages stand as they are.
    private static readonly JsonSerializerOptions plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static GraphReply Json(JsonNode json, int status = 200) =>
        new(status, Encoding.UTF8.GetBytes(json.ToJsonString(plain)), "application/json; odata.metadata=minimal; odata.streaming=true; IEEE754Compatible=false; charset=utf-8");

    public static GraphReply Empty(int status) => new(status, [], null);

    /// <summary>A refusal in Graph's shape. The request id is added where the answer leaves.</summary>
    public static GraphReply From(GraphError error, DateTimeOffset now, string requestId, string? clientRequestId)
    {
        var body = new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["code"] = error.Code,
                ["message"] = error.Message,
                ["innerError"] = new JsonObject
                {
                    ["date"] = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture),
                    ["request-id"] = requestId,
                    ["client-request-id"] = clientRequestId ?? requestId,
                },
            },
        };
        var headers = new Dictionary<string, string>(error.Headers);
        if (error.RetryAfterSeconds is { } seconds)
            headers["Retry-After"] = seconds.ToString(CultureInfo.InvariantCulture);
        return Json(body, error.Status) with { Headers = headers };
    }
}
