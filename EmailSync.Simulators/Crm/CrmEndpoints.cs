using System.Text;
using EmailSync.Simulators.Control;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace EmailSync.Simulators.Crm;

internal static class CrmEndpoints
{
    private const int MaxBody = 8 * 1024 * 1024;

    public static void Map(WebApplication app, CrmSink sink)
    {
        app.MapPost("/hooks/{name}", async (string name, HttpContext context) =>
        {
            if (context.Request.ContentLength > MaxBody)
                return ControlProblem.Of(413, "too_large", $"A webhook is at most {MaxBody} bytes.");
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            var body = await reader.ReadToEndAsync(context.RequestAborted);
            var headers = context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString(), StringComparer.Ordinal);
            return Results.StatusCode(sink.Receive(name, headers, body));
        });
        app.MapGet("/hooks/{name}", (string name) => Results.Json(sink.List(name), ControlJson.Default.IReadOnlyListCrmHook));
        app.MapDelete("/hooks/{name}", (string name) =>
        {
            sink.Clear(name);
            return Results.NoContent();
        });
        app.MapPost("/_control/hooks/{name}", (string name, HttpContext context) => ControlProblem.GuardAsync(async () =>
        {
            var order = await ControlProblem.ReadAsync(context, ControlJson.Default.HookAnswer);
            if (order.Status is < 200 or > 599)
                throw new ControlException(400, "bad_status", "status must be between 200 and 599.");
            if (order.Times is < 1)
                throw new ControlException(400, "bad_times", "times must be at least 1.");
            sink.Answer(name, order.Status, order.Times);
            return Results.NoContent();
        }));
        app.MapFallback("{**path}", (HttpContext context) =>
            ControlProblem.Of(404, "not_found", $"The webhook sink has no {context.Request.Method} {context.Request.Path}."));
    }
}
