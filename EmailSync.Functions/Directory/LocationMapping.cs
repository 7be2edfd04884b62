using System.Text.Json;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Directory;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;

namespace EmailSync.Functions.Directory;

/// <summary>Locations between JSON and the directory.</summary>
internal static class LocationMapping
{
    private const int MaxOtherSettings = 16 * 1024;

    /// <param name="before">The location as it stands: a webhook given without its secret keeps the one we have.</param>
    public static Location Read(LocationId id, LocationBody body, Location? before, LocationSecrets secrets)
    {
        var check = new FieldChecks();
        check.Text("name", body.Name, required: false, Limits.Name);
        var others = JsonSerializer.Serialize(body.Settings?.Others ?? [], ApiJson.Default.DictionaryStringJsonElement);
        check.That("settings", others.Length <= MaxOtherSettings, $"At most {MaxOtherSettings} characters.");
        var settings = SettingsMapping.Read(body.Settings, check);
        var provider = BulkProviderMapping.Read(id, body.BulkProvider, before?.Provider, secrets, check);
        var webhook = ReadWebhook(id, body.CrmWebhook, before, secrets, check);
        check.Done();
        return new Location(id, body.Name ?? "", settings, webhook, others) { Provider = provider };
    }

    public static LocationView Show(Location location) => new(
        location.Id.Value,
        location.Name,
        SettingsMapping.Show(location.Settings, JsonSerializer.Deserialize(location.OtherSettings, ApiJson.Default.DictionaryStringJsonElement)),
        BulkProviderMapping.Show(location.Provider),
        location.Webhook is { } webhook ? new WebhookView(webhook.Url) : null);

    private static WebhookTarget? ReadWebhook(LocationId id, WebhookBody? body, Location? before, LocationSecrets secrets, FieldChecks check)
    {
        if (body is null)
            return null;
        check.That("crmWebhook.url", IsUsable(body.Url), "An absolute https URL (http only on this machine) of at most 2000 characters.");
        var kept = body.Secret is null ? before?.Webhook?.ProtectedSecret : null;
        check.That("crmWebhook.secret", kept is not null || WebhookSignature.IsValidSecret(body.Secret), "whsec_ and base64 of 24 to 64 bytes.");
        return check.Failed ? null : new WebhookTarget(body.Url!, kept ?? secrets.Protect(id, body.Secret!));
    }

    private static bool IsUsable(string? url) =>
        url is { Length: <= 2000 } && Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));
}
