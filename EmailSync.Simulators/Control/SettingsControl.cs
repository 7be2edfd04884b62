using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace EmailSync.Simulators.Control;

internal static class SettingsControl
{
    public static void Map(WebApplication app, IControlledProvider provider)
    {
        app.MapGet("/_control/settings", () => Answer(provider));
        app.MapPost("/_control/settings", (HttpRequest request) => ControlProblem.GuardAsync(async () =>
        {
            if (await JsonNode.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted) is not JsonObject change)
                throw new ControlException(400, "bad_json", "The body must be a JSON object of settings.");
            var merged = provider.Settings;
            foreach (var (name, value) in change)
                merged[name] = value?.DeepClone();
            provider.Change(merged);
            return Answer(provider);
        }));
    }

    private static IResult Answer(IControlledProvider provider) => Results.Text(provider.Settings.ToJsonString(), "application/json");
}
