using System.Globalization;
using EmailSync.Simulators.Faults;
using EmailSync.Simulators.Http;

namespace EmailSync.Simulators.Google.PubSub;

/// <summary>
/// The push subscription: at least once, unordered, with one back-off for all messages and a window that grows with success.
/// A receiver that is down is refused like one that says no, for up to seven days.
/// </summary>
internal sealed class PushSubscription : IAsyncDisposable
{
    public const string ClientName = "pubsub-push";
    private const int MaxWindow = 64;
    private static readonly Func<FaultKind, bool> pushFaults = kind =>
        kind is FaultKind.DropPush or FaultKind.DuplicatePush or FaultKind.DelayPush or FaultKind.ReorderPush;

    private static readonly TimeSpan ackDeadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan retention = TimeSpan.FromDays(7);
    private static readonly TimeSpan firstBackoff = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan longestBackoff = TimeSpan.FromSeconds(60);

    private readonly Lock gate = new();
    private readonly SimulatorOptions options;
    private readonly TimeProvider clock;
    private readonly IHttpClientFactory clients;
    private readonly PushRequests requests;
    private readonly FaultBook faults;
    private readonly Action<SimulatorEventKind, string, string> report;
    private readonly CancellationTokenSource life = new();
    private readonly LinkedList<PushMessage> waiting = [];
    private readonly HashSet<Task> deliveries = [];
    private readonly List<PushMessage> heldForReorder = [];
    private TaskCompletionSource changed = New();
    private TimeSpan backoff;
    private DateTimeOffset pausedUntil;
    private int window = 1;
    private int outstanding;
    private long count;
    private Task loop = Task.CompletedTask;

    public PushSubscription(
        SimulatorOptions options, TimeProvider clock, IHttpClientFactory clients, SigningKeys keys, FaultBook faults,
        Func<GoogleSettings> settings, Action<SimulatorEventKind, string, string> report)
    {
        this.options = options;
        this.clock = clock;
        this.clients = clients;
        requests = new PushRequests(options, clock, keys, settings);
        this.faults = faults;
        this.report = report;
    }

    public PushStatus Status
    {
        get
        {
            lock (gate)
            {
                var now = clock.GetUtcNow();
                var ready = pausedUntil > now ? 0 : waiting.Count(message => message.NotBefore <= now);
                return new PushStatus(waiting.Count, ready, outstanding, window, backoff);
            }
        }
    }

    public void Start() => loop = Task.Run(RunAsync);

    public void Publish(string mailbox, ulong historyId)
    {
        if (options.PushEndpoint is null)
            return;
        var fault = faults.Take(pushFaults, "PUSH", options.PushEndpoint.AbsolutePath, mailbox);
        if (fault is not null)
            report(SimulatorEventKind.FaultHit, mailbox, fault.Fault.ToString());
        if (fault?.Fault == FaultKind.DropPush)
        {
            report(SimulatorEventKind.PushDropped, mailbox, "lost by a fault");
            return;
        }

        lock (gate)
        {
            var now = clock.GetUtcNow();
            var id = (2_070_443_601_311_000 + ++count).ToString(CultureInfo.InvariantCulture);
            var message = new PushMessage(id, mailbox, historyId, now);
            var delay = TimeSpan.FromMilliseconds(fault?.DelayMs ?? 5_000);
            if (fault?.Fault is FaultKind.DelayPush or FaultKind.ReorderPush)
                message.NotBefore = now + delay;
            waiting.AddLast(message);
            if (fault?.Fault == FaultKind.DuplicatePush)
                waiting.AddLast(message with { });
            if (fault?.Fault == FaultKind.ReorderPush)
                heldForReorder.Add(message);
        }

        Wake();
    }

    public void Clear()
    {
        lock (gate)
        {
            waiting.Clear();
            heldForReorder.Clear();
            backoff = TimeSpan.Zero;
            pausedUntil = default;
            window = 1;
        }
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

    /// <summary>A push that waits to be overtaken goes as soon as a later one has been sent.</summary>
    private void ReleaseOvertakenBy(PushMessage sent)
    {
        heldForReorder.Remove(sent);
        foreach (var held in heldForReorder.Where(held => string.CompareOrdinal(sent.Id, held.Id) > 0).ToArray())
        {
            heldForReorder.Remove(held);
            held.NotBefore = default;
        }
    }

    private async Task RunAsync()
    {
        while (!life.IsCancellationRequested)
        {
            Task signal;
            TimeSpan? wait;
            lock (gate)
            {
                signal = changed.Task;
                wait = StartDue();
            }

            try
            {
                if (wait is { } time)
                    await Task.WhenAny(signal, Task.Delay(time, clock, life.Token));
                else
                    await signal.WaitAsync(life.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Starts what may go now and says how long until the next may; null when only a change can tell.</summary>
    private TimeSpan? StartDue()
    {
        var now = clock.GetUtcNow();
        if (pausedUntil > now && waiting.Count > 0)
            return pausedUntil - now;
        TimeSpan? next = null;
        for (var node = waiting.First; node is not null && outstanding < window;)
        {
            var following = node.Next;
            var message = node.Value;
            if (now - message.PublishedAt > retention)
            {
                waiting.Remove(node);
            }
            else if (message.NotBefore > now)
            {
                next = next is { } sooner && sooner < message.NotBefore - now ? sooner : message.NotBefore - now;
            }
            else
            {
                waiting.Remove(node);
                outstanding++;
                var delivery = Task.Run(() => DeliverAsync(message));
                deliveries.Add(delivery);
                _ = delivery.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }

            node = following;
        }

        return next;
    }

    private void Forget(Task delivery)
    {
        lock (gate)
            deliveries.Remove(delivery);
    }

    private async Task DeliverAsync(PushMessage message)
    {
        message.Attempts++;
        report(SimulatorEventKind.PushSent, message.Mailbox, message.Id);
        var status = await PostAsync(message);
        var acknowledged = status is 102 or 200 or 201 or 202 or 204;
        lock (gate)
        {
            outstanding--;
            ReleaseOvertakenBy(message);
            if (acknowledged)
            {
                window = Math.Min(MaxWindow, window * 2);
                backoff = TimeSpan.Zero;
            }
            else if (!life.IsCancellationRequested)
            {
                waiting.AddFirst(message);
                BackOff();
            }
        }

        var kind = acknowledged ? SimulatorEventKind.PushAcknowledged : SimulatorEventKind.PushRefused;
        report(kind, message.Mailbox, status is { } code ? $"{code}" : "no answer");
        Wake();
    }

    /// <summary>Refusals of requests that were on their way together count as one.</summary>
    private void BackOff()
    {
        var now = clock.GetUtcNow();
        if (pausedUntil > now)
            return;
        window = Math.Max(1, window / 2);
        backoff = backoff == TimeSpan.Zero ? firstBackoff : TimeSpan.FromTicks(Math.Min(backoff.Ticks * 2, longestBackoff.Ticks));
        pausedUntil = now + backoff;
    }

    private async Task<int?> PostAsync(PushMessage message)
    {
        using var deadline = new CancellationTokenSource(ackDeadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, life.Token);
        using var request = requests.Create(message);
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return (int)response.StatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    private void Wake()
    {
        TaskCompletionSource done;
        lock (gate)
        {
            done = changed;
            changed = New();
        }

        done.TrySetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
