using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using EmailSync.Core.Threads;
using EmailSync.Functions;
using EmailSync.Tests.Pipeline;
using EmailSync.Tests.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Time.Testing;

namespace EmailSync.Tests.Webhooks;

/// <summary>
/// The product's own services on memory, between conversations in which things happen and CRMs that take webhooks, in virtual time. What the engine does is
/// played: a sweep every 15 seconds, one instance for each stream, ten activities at once.
/// </summary>
internal sealed class WebhookWorld : IAsyncDisposable
{
    public const string Secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    public const string OtherSecret = "whsec_ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";
    private const int Activities = 10;
    private static readonly TimeSpan sweepEvery = TimeSpan.FromSeconds(15);

    private readonly ITables tables;
    private readonly InMemoryBlobs blobs = new();
    private readonly Dictionary<EventStream, Task<bool>> running = [];
    private readonly HashSet<EventStream> started = [];
    private readonly Dictionary<EventStream, long> beginnings = [];
    private ServiceProvider services;
    private DateTimeOffset nextSweep;
    private int number;

    public WebhookWorld(ITables? tables = null)
    {
        this.tables = tables ?? new InMemoryTables();
        Target = new CrmTarget(Clock);
        services = Build();
    }

    public static CancellationToken None => CancellationToken.None;

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));

    public DateTimeOffset Now => Clock.GetUtcNow();

    public CrmTarget Target { get; }

    public WriteFuse Fuse { get; } = new();

    public bool IsDead { get; private set; }

    /// <summary>Webhook-ids of everything that has happened, by conversation, in order, with when.</summary>
    public Dictionary<EventStream, List<(string Id, DateTimeOffset At)>> Told { get; } = [];

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    public static string HostOf(LocationId location) => location.Value + ".crm.example";

    /// <summary>The CRM puts the location, with its webhook unless told otherwise.</summary>
    public async Task PutAsync(LocationId location, bool withWebhook = true, string secret = Secret)
    {
        var before = await Get<DirectoryStore>().GetLocationAsync(location, None);
        var secrets = Get<LocationSecrets>();
        var isNew = before?.Webhook is null || !secrets.IsSame(location, before.Webhook.ProtectedSecret, secret);
        var target = withWebhook
            ? WebhookRotation.Next(before?.Webhook, $"https://{HostOf(location)}/hook", isNew ? secrets.Protect(location, secret) : before!.Webhook!.ProtectedSecret, isNew, Now)
            : null;
        Assert.IsTrue(await Get<DirectoryStore>().SaveLocationAsync(new Location(location, location.Value, new LocationSettings(), target), None));
        if (before?.Webhook is not null)
            Start(await Get<WebhookWork>().OpenAsync(location, None));
    }

    /// <summary>Something happens in a contact's conversation; whoever commits it starts the delivery, or dies before.</summary>
    public async Task<string> HappensAsync(LocationId location, ContactId contact, bool starts = true)
    {
        var keys = Get<TableKeys>();
        var conversation = keys.ConversationOf(location, contact);
        var stream = EventStream.Of(conversation);
        var id = MessageId.Create(conversation, Now, keys.Unique(location, $"{++number}"));
        var message = new SyncedMessage
        {
            Id = id,
            Location = location,
            Contact = contact,
            Thread = new ThreadId("thread"),
            Direction = Direction.Inbound,
            Origin = MessageOrigin.Mailbox,
            Status = MessageStatus.Received,
            SentAt = Now,
        };
        var marker = await Get<CrmOutbox>().AnnounceAsync(stream, None);
        await Get<ConversationStore>().CommitAsync(id, contact, marker, _ => new MessageCommit(message, CrmEventType.MessageSynced), None);
        if (!Told.TryGetValue(stream, out var told))
        {
            Told[stream] = told = [];
            beginnings[stream] = Now.ToUnixTimeMilliseconds();
        }
        told.Add(($"evt_{stream}o{beginnings[stream] + told.Count + 1:D12}", Now));
        if (starts)
            Start(stream);
        return told[^1].Id;
    }

    /// <summary>Time passes, a second at a time.</summary>
    /// <param name="span">How long.</param>
    /// <param name="each">What happens meanwhile, each second.</param>
    /// <param name="step">How much at a time; a second unless told.</param>
    public async Task PassAsync(TimeSpan span, Func<Task>? each = null, TimeSpan? step = null)
    {
        for (var end = Now + span; Now < end;)
        {
            if (each is not null)
                await each();
            if (Now >= nextSweep && !IsDead)
            {
                nextSweep = Now + sweepEvery;
                foreach (var stream in (await Get<Core.Sync.DueSweep>().CollectAsync(None)).Deliveries)
                    Start(stream);
            }
            await WorkAsync();
            Clock.Advance(step ?? TimeSpan.FromSeconds(1));
            await WorkAsync();
        }
    }

    /// <summary>The process dies, with all that was under way, and is started anew.</summary>
    public async Task RestartAsync()
    {
        Fuse.Die();
        foreach (var task in running.Values.ToList())
        {
            // Those that wait for a slow target are left behind: what they write goes nowhere.
            if (task.IsCompleted || Target.Waiting == 0)
                await Task.WhenAny(task);
        }
        running.Clear();
        started.Clear();
        await services.DisposeAsync();
        services = Build();
        Fuse.Mend();
        IsDead = false;
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private void Start(EventStream stream) => started.Add(stream);

    /// <summary>Everything that can be done without time passing.</summary>
    private async Task WorkAsync()
    {
        while (true)
        {
            foreach (var (stream, task) in running.Where(r => r.Value.IsCompleted).ToList())
            {
                running.Remove(stream);
                if (task.IsFaulted)
                {
                    IsDead = true;
                    if (task.Exception.InnerException is not ProcessDiedException)
                        await task;
                }
                if (task.IsCompletedSuccessfully && await task)
                    started.Add(stream);
            }
            foreach (var stream in started.Where(s => !running.ContainsKey(s)).OrderBy(s => s.Value, StringComparer.Ordinal).Take(Activities - running.Count).ToList())
            {
                started.Remove(stream);
                var work = Get<WebhookWork>();
                running[stream] = Task.Run(() => work.RunAsync(stream, None));
            }
            if (running.Count == 0)
                return;
            var busy = running.Values.Where(t => !t.IsCompleted).ToList();
            if (busy.Count == running.Count && busy.Count == Target.Waiting)
                return;
            await Task.WhenAny(busy.Count == running.Count ? [.. busy, Task.Delay(1)] : running.Values.Where(t => t.IsCompleted));
        }
    }

    private ServiceProvider Build()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(GmailBench.Settings(
            ("EmailSync:PublicBaseUrl", "https://sync.example"),
            ("EmailSync:ApiKey", "test-key-of-the-world"),
            ("Outlook:ClientId", "client"),
            ("Outlook:ClientSecret", "secret"))).Build();
        var registered = new ServiceCollection();
        registered.AddLogging();
        registered.AddSingleton<TimeProvider>(Clock);
        registered.AddEmailSync(configuration);
        registered.AddSingleton<ITables>(new FusedTables(tables, Fuse));
        registered.AddSingleton<IBlobs>(blobs);
        registered.AddSingleton(new KeyHasher([.. Enumerable.Range(1, 32).Select(i => (byte)i)]));
        registered.AddSingleton<ITokenProtector, PlainTokenProtector>();
        registered.Configure<HttpClientFactoryOptions>(
            WebhookSender.HttpClientName, o => o.HttpMessageHandlerBuilderActions.Add(b => b.PrimaryHandler = Target));
        return registered.BuildServiceProvider();
    }
}
