using System.Text.Json.Nodes;
using EmailSync.Simulators.Faults;

namespace EmailSync.Simulators.Microsoft.Notifications;

/// <summary>
/// Delivers notifications: at least once, unordered, several in one request, for up to four hours; slow hosts wait and hosts that do not answer lose.
/// </summary>
internal sealed class NotificationSender : IAsyncDisposable
{
    private static readonly Func<FaultKind, bool> pushFaults = kind =>
        kind is FaultKind.DropPush or FaultKind.DuplicatePush or FaultKind.DelayPush or FaultKind.ReorderPush;

    private static readonly TimeSpan firstBackoff = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan longestBackoff = TimeSpan.FromMinutes(10);

    private readonly Lock gate = new();
    private readonly TimeProvider clock;
    private readonly NotificationClient client;
    private readonly SubscriptionBook book;
    private readonly FaultBook faults;
    private readonly Action<SimulatorEventKind, string?, string> report;
    private readonly EndpointHealth health;
    private readonly NoticeQueue queue;
    private readonly CancellationTokenSource life = new();
    private readonly HashSet<Task> deliveries = [];
    private readonly Task loop;
    private TaskCompletionSource changed = New();
    private long count;

    public NotificationSender(
        TimeProvider clock, NotificationClient client, SubscriptionBook book, FaultBook faults, Action<SimulatorEventKind, string?, string> report)
    {
        this.clock = clock;
        this.client = client;
        this.book = book;
        this.faults = faults;
        this.report = report;
        health = new EndpointHealth(clock);
        queue = new NoticeQueue(book.IsSuspended);
        loop = Task.Run(RunAsync);
    }

    public NotificationStatus Status
    {
        get
        {
            lock (gate)
                return new NotificationStatus(queue.Waiting, queue.Ready(clock.GetUtcNow()), queue.Outstanding);
        }
    }

    public void Publish(Subscription subscription, JsonObject item)
    {
        var fault = faults.Take(pushFaults, "PUSH", subscription.NotificationUrl.AbsolutePath, subscription.Account.Address);
        if (fault is not null)
            report(SimulatorEventKind.FaultHit, subscription.Account.Address, fault.Fault.ToString());
        if (fault?.Fault == FaultKind.DropPush || health.IsDropped(subscription.NotificationUrl))
        {
            report(SimulatorEventKind.PushDropped, subscription.Account.Address, fault is null ? "the endpoint does not answer in time" : "lost by a fault");
            return;
        }

        lock (gate)
        {
            var now = clock.GetUtcNow();
            var notice = new Notice(++count, subscription, subscription.NotificationUrl, item, IsLifecycle: false, now);
            if (health.IsSlow(notice.Url))
                notice.NotBefore = now + EndpointHealth.Penalty;
            if (fault?.Fault is FaultKind.DelayPush or FaultKind.ReorderPush)
                notice.NotBefore = now + TimeSpan.FromMilliseconds(fault.DelayMs ?? 5_000);
            queue.Add(notice, untilOvertaken: fault?.Fault == FaultKind.ReorderPush);
            if (fault?.Fault == FaultKind.DuplicatePush)
                queue.Add(notice with { });
        }

        Wake();
    }

    /// <summary>Tells of the subscription itself, at the URL that was given for that; false when there is none.</summary>
    public bool PublishLifecycle(Subscription subscription, string lifecycleEvent)
    {
        if (subscription.Order.LifecycleUrl is not { } url)
            return false;
        lock (gate)
            queue.Add(new Notice(++count, subscription, url, NotificationJson.Lifecycle(subscription, lifecycleEvent), IsLifecycle: true, clock.GetUtcNow()));
        Wake();
        return true;
    }

    /// <summary>Something outside the queue has changed: a subscription was suspended or renewed.</summary>
    public void Wake()
    {
        TaskCompletionSource done;
        lock (gate)
        {
            done = changed;
            changed = New();
        }

        done.TrySetResult();
    }

    public void Clear()
    {
        lock (gate)
            queue.Clear();
        health.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await life.CancelAsync();
        Wake();
        await loop;
        Task[] last;
        lock (gate)
            last = [.. deliveries];
        await Task.WhenAll(last);
        life.Dispose();
    }

    private async Task RunAsync()
    {
        while (!life.IsCancellationRequested)
        {
            foreach (var subscription in book.TakeReminders())
                PublishLifecycle(subscription, LifecycleEvents.ReauthorizationRequired);
            Task signal;
            DateTimeOffset? next;
            lock (gate)
            {
                signal = changed.Task;
                next = StartDue();
            }

            if (book.NextReminder() is { } reminder && !(next < reminder))
                next = reminder;
            try
            {
                if (next is { } time)
                    await Task.WhenAny(signal, Task.Delay(Positive(time - clock.GetUtcNow()), clock, life.Token));
                else
                    await signal.WaitAsync(life.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private DateTimeOffset? StartDue()
    {
        var (posts, next, lost) = queue.Take(clock.GetUtcNow());
        foreach (var notice in lost)
            report(SimulatorEventKind.PushDropped, notice.Mailbox, "not delivered within four hours");
        foreach (var post in posts)
        {
            var delivery = Task.Run(() => DeliverAsync(post));
            deliveries.Add(delivery);
            _ = delivery.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        return next;
    }

    private void Forget(Task delivery)
    {
        lock (gate)
            deliveries.Remove(delivery);
    }

    private async Task DeliverAsync(IReadOnlyList<Notice> post)
    {
        var url = post[0].Url;
        var limit = post[0].Attempts == 0 ? EndpointHealth.SlowAnswer : NotificationClient.Patience;
        Report(post, SimulatorEventKind.PushSent, url.AbsolutePath);
        var (status, took) = await client.PostAsync(url, post.Select(notice => notice.Item), life.Token);
        if (life.IsCancellationRequested)
            return;
        if (status is not null || took >= NotificationClient.Patience)
            health.Answered(url, took);
        var delivered = status is >= 200 and <= 299 && took < limit;
        lock (gate)
        {
            queue.Returned(url);
            queue.ReleaseOvertakenBy(post);
            if (!delivered)
                Retry(post);
        }

        Report(post, delivered ? SimulatorEventKind.PushAcknowledged : SimulatorEventKind.PushRefused, status is { } code ? $"{code}" : "no answer");
        Wake();
    }

    private void Retry(IReadOnlyList<Notice> post)
    {
        var now = clock.GetUtcNow();
        foreach (var notice in post)
        {
            var backoff = TimeSpan.FromTicks(Math.Min(firstBackoff.Ticks << Math.Min(notice.Attempts, 20), longestBackoff.Ticks));
            notice.Attempts++;
            notice.NotBefore = now + backoff;
            queue.Add(notice);
        }
    }

    private void Report(IReadOnlyList<Notice> post, SimulatorEventKind kind, string detail)
    {
        foreach (var notice in post)
            report(kind, notice.Mailbox, detail);
    }

    private static TimeSpan Positive(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
