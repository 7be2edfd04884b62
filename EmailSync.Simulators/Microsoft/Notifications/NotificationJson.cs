using System.Globalization;
using System.Text.Json.Nodes;

namespace EmailSync.Simulators.Microsoft.Notifications;

/// <summary>Subscriptions and notifications as Graph writes them.</summary>
internal static class NotificationJson
{
    public static JsonObject Write(Subscription subscription) => new()
    {
        ["id"] = subscription.Id,
        ["resource"] = subscription.Resource.Written,
        ["applicationId"] = subscription.ClientId,
        ["changeType"] = subscription.Order.WrittenChangeType,
        ["clientState"] = subscription.Order.ClientState,
        ["notificationUrl"] = subscription.NotificationUrl.OriginalString,
        ["notificationQueryOptions"] = null,
        ["lifecycleNotificationUrl"] = subscription.Order.LifecycleUrl?.OriginalString,
        ["expirationDateTime"] = Time(subscription.ExpiresAt),
        ["creatorId"] = subscription.Account.ObjectId,
        ["includeResourceData"] = null,
        ["latestSupportedTlsVersion"] = subscription.Order.TlsVersion,
        ["encryptionCertificate"] = null,
        ["encryptionCertificateId"] = null,
        ["notificationUrlAppId"] = null,
    };

    public static JsonObject Change(Subscription subscription, GraphChange change)
    {
        var id = subscription.ImmutableIds ? change.ImmutableId : change.MessageId;
        var resource = $"Users/{subscription.Account.ObjectId}/Messages/{id}";
        var item = Head(subscription);
        item["changeType"] = change.ChangeType;
        item["resource"] = resource;
        item["resourceData"] = new JsonObject
        {
            ["@odata.type"] = "#Microsoft.Graph.Message",
            ["@odata.id"] = resource,
            ["@odata.etag"] = change.ETag,
            ["id"] = id,
        };
        return item;
    }

    public static JsonObject Lifecycle(Subscription subscription, string lifecycleEvent)
    {
        var item = Head(subscription);
        item["lifecycleEvent"] = lifecycleEvent;
        return item;
    }

    private static JsonObject Head(Subscription subscription) => new()
    {
        ["subscriptionId"] = subscription.Id,
        ["subscriptionExpirationDateTime"] = Time(subscription.ExpiresAt),
        ["clientState"] = subscription.Order.ClientState,
        ["tenantId"] = subscription.Account.TenantId,
    };

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}
