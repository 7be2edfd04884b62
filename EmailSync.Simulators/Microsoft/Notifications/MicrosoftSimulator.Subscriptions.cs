using EmailSync.Simulators.Microsoft.Notifications;

namespace EmailSync.Simulators.Microsoft;

public sealed partial class MicrosoftSimulator
{
    public NotificationStatus NotificationStatus => Subscriptions.Status;

    internal Subscriptions Subscriptions { get; }

    public ValueTask DisposeAsync() => Subscriptions.DisposeAsync();
}
