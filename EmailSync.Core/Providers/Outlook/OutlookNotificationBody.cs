namespace EmailSync.Core.Providers.Outlook;

/// <summary>A notification as Graph posts it: changes and lifecycle events have one shape; one post may be about several mailboxes.</summary>
internal sealed record OutlookNotificationBody(IReadOnlyList<OutlookNotificationBody.Item?>? Value)
{
    public sealed record Item(string? SubscriptionId, string? ClientState, string? ChangeType, string? LifecycleEvent, Resource? ResourceData);

    public sealed record Resource(string? Id);
}
