namespace EmailSync.Simulators.Microsoft.Notifications;

/// <summary>All subscriptions that are alive. One that has expired is gone, without a word.</summary>
internal sealed class SubscriptionBook(TimeProvider clock)
{
    public const int MaxPerMailbox = 1_000;
    private static readonly TimeSpan reminderInterval = TimeSpan.FromMinutes(15);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Subscription> subscriptions = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Fails when it is one too many, or the same as one that is there.</summary>
    public void CheckRoom(Subscription wanted)
    {
        lock (gate)
        {
            var mine = Live().Where(other => other.Account.Address == wanted.Account.Address).ToArray();
            if (mine.FirstOrDefault(wanted.IsSameAs) is { } same)
                throw new GraphError(409, "ExtensionError", $"Subscription Id {same.Id} already exists for the requested combination");
            if (mine.Length >= MaxPerMailbox)
                throw new GraphError(403, "ExtensionError", $"The mailbox has reached its limit of {MaxPerMailbox} subscriptions.");
        }
    }

    public void Add(Subscription subscription)
    {
        lock (gate)
        {
            CheckRoom(subscription);
            subscriptions.Add(subscription.Id, subscription);
        }
    }

    /// <summary>A subscription of this app and person.</summary>
    public Subscription Get(string id, GraphCaller caller)
    {
        lock (gate)
        {
            return Live().FirstOrDefault(found => found.Id.Equals(id, StringComparison.OrdinalIgnoreCase) && Owns(caller, found))
                ?? throw new GraphError(404, "ResourceNotFound", "The object was not found.");
        }
    }

    public IReadOnlyList<Subscription> Of(GraphCaller caller)
    {
        lock (gate)
            return [.. Live().Where(found => Owns(caller, found)).OrderBy(found => found.Id, StringComparer.Ordinal)];
    }

    public IReadOnlyList<Subscription> Of(string address)
    {
        lock (gate)
            return [.. Live().Where(found => found.Account.Address.Equals(address, StringComparison.OrdinalIgnoreCase))];
    }

    public void Change(Subscription subscription, Action<Subscription> change)
    {
        lock (gate)
            change(subscription);
    }

    public bool Remove(Subscription subscription)
    {
        lock (gate)
            return subscriptions.Remove(subscription.Id);
    }

    /// <summary>The grant is dead: marks the subscription, so that its first reminder is due now.</summary>
    public void Suspend(Subscription subscription)
    {
        lock (gate)
            subscription.RemindAt ??= clock.GetUtcNow();
    }

    /// <summary>Those whose reminder is due; their next one is a quarter of an hour away.</summary>
    public IReadOnlyList<Subscription> TakeReminders()
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            Subscription[] due = [.. Live().Where(found => found.RemindAt <= now)];
            foreach (var subscription in due)
                subscription.RemindAt = now + reminderInterval;
            return due;
        }
    }

    public DateTimeOffset? NextReminder()
    {
        lock (gate)
            return Live().Select(found => found.RemindAt).Min();
    }

    public bool IsSuspended(Subscription subscription)
    {
        lock (gate)
            return subscription.RemindAt is not null;
    }

    public void Clear()
    {
        lock (gate)
            subscriptions.Clear();
    }

    private static bool Owns(GraphCaller caller, Subscription subscription) =>
        subscription.ClientId == caller.ClientId && subscription.Account.Address == caller.Account.Address;

    private Dictionary<string, Subscription>.ValueCollection Live()
    {
        var now = clock.GetUtcNow();
        foreach (var over in subscriptions.Values.Where(found => found.ExpiresAt <= now).ToArray())
            subscriptions.Remove(over.Id);
        return subscriptions.Values;
    }
}
