using EmailSync.Simulators.Faults;
using EmailSync.Simulators.Microsoft.Graph;

namespace EmailSync.Simulators.Microsoft.Notifications;

/// <summary>What the mailboxes, the sign-in and the people behind the control surface do to subscriptions.</summary>
internal sealed class Subscriptions : IGraphObserver, IAsyncDisposable
{
    private readonly MicrosoftSimulator microsoft;
    private readonly SubscriptionBook book;
    private readonly NotificationSender sender;

    public Subscriptions(MicrosoftSimulator microsoft, IHttpClientFactory clients)
    {
        this.microsoft = microsoft;
        book = new SubscriptionBook(microsoft.Clock);
        var client = new NotificationClient(clients, microsoft.Clock);
        sender = new NotificationSender(microsoft.Clock, client, book, microsoft.Faults, microsoft.Report);
        Routes = new SubscriptionRoutes(microsoft, book, client, sender.Wake);
    }

    public IGraphRoutes Routes { get; }

    public NotificationStatus Status => sender.Status;

    /// <summary>Those that are alive.</summary>
    public IReadOnlyList<Subscription> Of(string address) => book.Of(address);

    public void Changed(GraphMailbox mailbox, GraphChange change)
    {
        foreach (var subscription in book.Of(mailbox.Address).Where(found => found.Hears(change)))
        {
            if (!microsoft.Authentication.HasGrant(subscription.Account, subscription.ClientId))
                book.Suspend(subscription);
            sender.Publish(subscription, NotificationJson.Change(subscription, change));
        }
    }

    public void Arrived(GraphMailbox mailbox, string messageId) => microsoft.Report(SimulatorEventKind.MailArrived, mailbox.Address, messageId);

    /// <summary>Whoever holds a subscription of the account is asked to bring a living grant.</summary>
    public void GrantsEnded(string address)
    {
        foreach (var subscription in book.Of(address))
            book.Suspend(subscription);
        sender.Wake();
    }

    /// <summary>Sends a lifecycle event of every subscription of the account that has a URL for it; says how many.</summary>
    public int Announce(string address, string lifecycleEvent)
    {
        var told = 0;
        foreach (var subscription in book.Of(address))
        {
            if (lifecycleEvent == LifecycleEvents.SubscriptionRemoved)
                book.Remove(subscription);
            if (sender.PublishLifecycle(subscription, lifecycleEvent))
                told++;
        }

        return told;
    }

    /// <summary>Subscriptions end and nobody is told; without an address those of all accounts. Says how many.</summary>
    public int Expire(string? address)
    {
        var ended = microsoft.Accounts
            .Where(account => address is null || account.Address.Equals(address, StringComparison.OrdinalIgnoreCase))
            .SelectMany(account => book.Of(account.Address))
            .ToArray();
        foreach (var subscription in ended)
        {
            book.Remove(subscription);
            microsoft.Report(SimulatorEventKind.FaultHit, subscription.Account.Address, nameof(FaultKind.ExpireWatch));
        }

        return ended.Length;
    }

    public void Clear()
    {
        book.Clear();
        sender.Clear();
    }

    public ValueTask DisposeAsync() => sender.DisposeAsync();
}
