using System.Text.Json;

namespace EmailSync.Core.Providers.Outlook;

/// <summary>Reads notifications; nothing in them is believed before the client state of its item has been compared. Pure.</summary>
public static class OutlookNotifications
{
    private const int LongestId = 1_024;

    public static bool TryRead(ReadOnlySpan<byte> json, out IReadOnlyList<OutlookNotification> items)
    {
        items = [];
        try
        {
            if (JsonSerializer.Deserialize(json, GraphJson.Default.OutlookNotificationBody)?.Value is not { } read) return false;
            items = [.. read.Select(Item).OfType<OutlookNotification>()];
            return items.Count == read.Count;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static OutlookNotification? Item(OutlookNotificationBody.Item? item)
    {
        if (item?.SubscriptionId is not { Length: > 0 and <= LongestId } subscription) return null;
        var named = item.ResourceData?.Id is { Length: > 0 and <= LongestId } id ? new ProviderMessageId(id) : (ProviderMessageId?)null;
        var removes = string.Equals(item.ChangeType, "deleted", StringComparison.OrdinalIgnoreCase);
        return new OutlookNotification(subscription, item.ClientState, removes ? null : named, item.LifecycleEvent) { Removed = removes ? named : null };
    }
}
