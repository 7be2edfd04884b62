using System.Text.Json;
using System.Text.Json.Nodes;
using EmailSync.Simulators.Google;
using Microsoft.AspNetCore.Http;

namespace EmailSync.Simulators.Control;

/// <summary>Changes the named settings and leaves the others.</summary>
internal static class SettingsChange
{
    public static async Task<GoogleSettings> ReadAsync(HttpContext context, GoogleSettings current)
    {
        if (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) is not JsonObject change)
            throw new ControlException(400, "bad_json", "The body must be a JSON object of settings.");
        var merged = JsonSerializer.SerializeToNode(current, ControlJson.Default.GoogleSettings)!.AsObject();
        foreach (var (name, value) in change)
            merged[name] = value?.DeepClone();
        var settings = merged.Deserialize(ControlJson.Default.GoogleSettings)!;
        if (settings.QuotaStatus is not (429 or 403))
            throw new ControlException(400, "bad_setting", "quotaStatus must be 429 or 403.");
        if (settings.SentVisibilityDelayMs < 0 || settings.MaxConcurrentPerMailbox < 0 || settings.HistoryRetentionHours < 0 || settings.MaxInlineBodyBytes < 0)
            throw new ControlException(400, "bad_setting", "Delays, limits and sizes must not be negative.");
        return settings;
    }
}
