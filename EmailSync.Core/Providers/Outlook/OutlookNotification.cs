namespace EmailSync.Core.Providers.Outlook;

/// <summary>One item of a notification, as far as it is used.</summary>
/// <param name="Message">The message that it is about; null in lifecycle notifications, and where it was deleted.</param>
/// <param name="LifecycleEvent">missed, subscriptionRemoved or reauthorizationRequired; null in notifications of changes.</param>
public sealed record OutlookNotification(string SubscriptionId, string? ClientState, ProviderMessageId? Message, string? LifecycleEvent)
{
    /// <summary>The message that was deleted, or moved, which Graph does not tell apart.</summary>
    public ProviderMessageId? Removed { get; init; }
}
