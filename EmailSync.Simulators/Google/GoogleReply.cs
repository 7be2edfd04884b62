using System.Text;
using System.Text.Json.Nodes;
using EmailSync.Simulators.Http;

namespace EmailSync.Simulators.Google;

/// <summary>An answer as bytes; an empty one has no content type.</summary>
internal sealed record GoogleReply(int Status, byte[] Body, string? ContentType = "application/json; charset=UTF-8")
    : WireReply(Status, Body, ContentType)
{
    public static GoogleReply Json(JsonNode json, int status = 200) => new(status, Encoding.UTF8.GetBytes(json.ToJsonString()));

    public GoogleReply Masked(FieldMask? mask) =>
        mask is null || Body.Length == 0 || Status != 200 ? this : Json(mask.Apply(JsonNode.Parse(Body)!)) with { Headers = Headers };

    public static GoogleReply NoContent() => new(204, [], null);

    public static GoogleReply From(GoogleError error)
    {
        var item = new JsonObject { ["message"] = error.Message, ["domain"] = Domain(error.Reason), ["reason"] = error.Reason };
        if (error.Location is { } location)
        {
            item["location"] = location;
            item["locationType"] = location == "Authorization" ? "header" : "parameter";
        }

        var body = new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["code"] = error.Status,
                ["message"] = error.Message,
                ["errors"] = new JsonArray(item),
                ["status"] = StatusName(error.Status, error.Reason),
            },
        };
        var headers = new Dictionary<string, string>();
        if (error.RetryAfterSeconds is { } seconds)
            headers["Retry-After"] = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (error.Status == 401)
            headers["WWW-Authenticate"] = "Bearer realm=\"https://accounts.google.com/\", error=\"invalid_token\"";
        return Json(body, error.Status) with { Headers = headers };
    }

    private static string Domain(string reason) =>
        reason.EndsWith("LimitExceeded", StringComparison.Ordinal) || reason == "quotaExceeded" ? "usageLimits" : "global";

    private static string StatusName(int status, string reason) => status switch
    {
        400 => reason == "failedPrecondition" ? "FAILED_PRECONDITION" : "INVALID_ARGUMENT",
        401 => "UNAUTHENTICATED",
        403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        429 => "RESOURCE_EXHAUSTED",
        503 => "UNAVAILABLE",
        504 => "DEADLINE_EXCEEDED",
        _ => status < 500 ? "FAILED_PRECONDITION" : "INTERNAL",
    };
}
