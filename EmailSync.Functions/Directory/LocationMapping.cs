using System.Text.Json;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Directory;
using EmailSync.Core.Providers.Targets;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;

namespace EmailSync.Functions.Directory;

/// <summary>Locations between JSON and the directory.</summary>
internal static class LocationMapping
{
    private const int MaxOtherSettings = 16 * 1024;

    /// <param name="before">The location as it stands: a webhook given without its secret keeps the one we have.</param>
    public static Location Read(LocationId id, LocationBody body, Location? before, LocationSecrets secrets, AllowedTargets allowed, DateTimeOffset now)
    {
        var check = new FieldChecks();
        check.Text("name", body.Name, required: false, Limits.Name);
        var others = JsonSerializer.Serialize(body.Settings?.Others ?? [], ApiJson.Default.DictionaryStringJsonElement);
        check.That("settings", others.Length <= MaxOtherSettings, $"At most {MaxOtherSettings} characters.");
        var settings = SettingsMapping.Read(body.Settings, check);
        var provider = BulkProviderMapping.Read(id, body.BulkProvider, before?.Provider, secrets, allowed, check);
        var webhook = ReadWebhook(id, body.CrmWebhook, before?.Webhook, secrets, allowed, now, check);
        check.Done();
        return new Location(id, body.Name ?? "", settings, webhook, others) { Provider = provider };
    }

    public static LocationView Show(Location location, DateTimeOffset now) => new(
        location.Id.Value,
        location.Name,
        SettingsMapping.Show(location.Settings, JsonSerializer.Deserialize(location.OtherSettings, ApiJson.Default.DictionaryStringJsonElement)),
        BulkProviderMapping.Show(location.Provider),
        location.Webhook is { } webhook ? Show(webhook, now) : null);

    private static WebhookView Show(WebhookTarget webhook, DateTimeOffset now) => new(
        webhook.Url,
        webhook.DisabledAt is null ? WebhookStatus.Active : WebhookStatus.Disabled,
        webhook.DisabledAt,
        webhook.DisabledReason,
        webhook.FormerUntil > now ? webhook.FormerUntil : null);

    private static WebhookTarget? ReadWebhook(
        LocationId id, WebhookBody? body, WebhookTarget? before, LocationSecrets secrets, AllowedTargets allowed, DateTimeOffset now, FieldChecks check)
    {
        if (body is null)
            return null;
        check.That("crmWebhook.url", IsUsable(body.Url), "An absolute https URL (http only on this machine) of at most 2000 characters.");
        check.That("crmWebhook.url", !IsUsable(body.Url) || TargetAddresses.MayBe(new Uri(body.Url!).IdnHost, allowed), "A host that EmailSync__AllowedTargets allows.");
        check.That("crmWebhook.secret", (body.Secret is null && before is not null) || WebhookSignature.IsValidSecret(body.Secret), "whsec_ and base64 of 24 to 64 bytes.");
        if (check.Failed)
            return null;
        var isNew = body.Secret is { } secret && !(before is not null && secrets.IsSame(id, before.ProtectedSecret, secret));
        return WebhookRotation.Next(before, body.Url!, isNew ? secrets.Protect(id, body.Secret!) : before!.ProtectedSecret, isNew, now);
    }

    private static bool IsUsable(string? url) =>
        url is { Length: <= 2000 } && Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));
}
