namespace EmailSync.Simulators.Microsoft.Notifications;

/// <summary>A subscription of one app and person to the messages of the person's mailbox. What can change is guarded by the book that keeps it.</summary>
internal sealed class Subscription(string id, MicrosoftAccount account, string clientId, SubscriptionOrder order, SubscriptionResource resource, bool immutableIds)
{
    public string Id { get; } = id;

    public MicrosoftAccount Account { get; } = account;

    public string ClientId { get; } = clientId;

    public SubscriptionOrder Order { get; } = order;

    public SubscriptionResource Resource { get; } = resource;

    /// <summary>Asked for when it was made; later requests do not change it.</summary>
    public bool ImmutableIds { get; } = immutableIds;

    public Uri NotificationUrl { get; set; } = order.NotificationUrl;

    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>The grant behind it died: nothing is delivered until somebody with a valid token renews it. When to remind next.</summary>
    public DateTimeOffset? RemindAt { get; set; }

    public bool Hears(GraphChange change) =>
        Order.ChangeTypes.Contains(change.ChangeType) && (Resource.FolderId is null || Resource.FolderId == change.FolderId);

    public bool IsSameAs(Subscription other) =>
        ClientId == other.ClientId
        && Account.Address == other.Account.Address
        && Resource.FolderId == other.Resource.FolderId
        && Order.ChangeTypes.SetEquals(other.Order.ChangeTypes);
}
