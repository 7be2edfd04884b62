using EmailSync.Simulators.Microsoft.Notifications;

namespace EmailSync.Simulators.Microsoft;

public sealed partial class MicrosoftSimulator
{
    private Subscriptions? subscriptions;

    public NotificationStatus NotificationStatus => Subscriptions.Status;

    internal Subscriptions Subscriptions => subscriptions ?? throw new InvalidOperationException("The simulator is not complete yet.");

    private void AddSubscriptions(IHttpClientFactory clients)
    {
        subscriptions = new Subscriptions(this, clients);
        SubscriptionRoutes = subscriptions.Routes;
        Observer = subscriptions;
    }
}
