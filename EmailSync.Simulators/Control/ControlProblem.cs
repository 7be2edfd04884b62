using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using EmailSync.Simulators.Google;
using EmailSync.Simulators.Microsoft;
using Microsoft.AspNetCore.Http;

namespace EmailSync.Simulators.Control;

/// <summary>Reads control bodies and answers mistakes with problem documents (RFC 9457).</summary>
internal static class ControlProblem
{
    public static IResult Of(int status, string code, string detail) => Results.Text(
        new JsonObject { ["type"] = "about:blank", ["title"] = code.Replace('_', ' '), ["status"] = status, ["code"] = code, ["detail"] = detail }.ToJsonString(),
        "application/problem+json",
        statusCode: status);

    public static async Task<IResult> GuardAsync(Func<Task<IResult>> run)
    {
        try
        {
            return await run();
        }
        catch (ControlException error)
        {
            return Of(error.Status, error.Code, error.Message);
        }
        catch (GoogleError error)
        {
            return Of(error.Status, error.Reason, error.Message);
        }
        catch (GraphError error)
        {
            return Of(error.Status, error.Code, error.Message);
        }
        catch (JsonException error)
        {
            return Of(400, "bad_json", $"The body is not what this call takes: {error.Message}");
        }
        catch (BadHttpRequestException error)
        {
            return Of(error.StatusCode, "bad_request", error.Message);
        }
    }

    public static async Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type) =>
        await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted)
        ?? throw new ControlException(400, "bad_json", "The body must be a JSON object.");
}
