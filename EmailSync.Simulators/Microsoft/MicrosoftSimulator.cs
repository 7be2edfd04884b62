using System.Security.Cryptography;
using System.Text;
using EmailSync.Simulators.Calls;
using EmailSync.Simulators.Faults;
using EmailSync.Simulators.Mail;
using EmailSync.Simulators.Microsoft.Graph;
using EmailSync.Simulators.Microsoft.Notifications;

namespace EmailSync.Simulators.Microsoft;

/// <summary>The state of simulated Microsoft, for tests in the same process; the HTTP server stands on it.</summary>
public sealed partial class MicrosoftSimulator : IAsyncDisposable
{
    /// <summary>The tenant that all personal accounts share.</summary>
    internal const string PersonalTenant = "9188040d-6c67-4c5b-b112-36a304b66dad";

    private readonly ISimulatorEvents? events;
    private readonly MicrosoftAccountBook accounts = new();
    private readonly MicrosoftSettings initialSettings;
    private volatile MicrosoftSettings settings;

    internal MicrosoftSimulator(SimulatorOptions options, TimeProvider clock, MailWorld world, IHttpClientFactory clients, ISimulatorEvents? events)
    {
        this.events = events;
        Options = options;
        Clock = clock;
        World = world;
        initialSettings = settings = new MicrosoftSettings { AutoConsent = options.AutoConsent };
        Calls = new CallLog(clock);
        Throttle = new GraphThrottle(clock);
        Uploads = new UploadSessions(clock);
        Outbox = new GraphOutbox(this);
        world.Register(accounts);
        AddSignIn();
        Subscriptions = new Subscriptions(this, clients);
        SubscriptionRoutes = Subscriptions.Routes;
        Observer = Subscriptions;
    }

    public FaultBook Faults { get; } = new();

    public CallLog Calls { get; }

    public MicrosoftSettings Settings
    {
        get => settings;
        set => settings = value;
    }

    public IReadOnlyList<MicrosoftAccount> Accounts => accounts.All;

    internal SimulatorOptions Options { get; }

    internal TimeProvider Clock { get; }

    internal MailWorld World { get; }

    internal GraphThrottle Throttle { get; }

    internal GraphOutbox Outbox { get; }

    internal UploadSessions Uploads { get; }

    /// <summary>Who may call Graph; nobody until somebody is set.</summary>
    internal IGraphAuthentication Authentication { get; set; } = new NobodySignedIn();

    /// <summary>Hears of changes of all mailboxes; null when nobody listens.</summary>
    internal IGraphObserver? Observer { get; set; }

    /// <summary>Answers everything outside /v1.0.</summary>
    internal IGraphRoutes? SignInRoutes { get; set; }

    /// <summary>Answers /v1.0/subscriptions and below.</summary>
    internal IGraphRoutes? SubscriptionRoutes { get; set; }

    public MicrosoftAccount? FindAccount(string address) => accounts.Find(address);

    /// <summary>The mailbox of an account that exists.</summary>
    public GraphMailbox Mailbox(string address) =>
        accounts.Find(address)?.Mailbox ?? throw new KeyNotFoundException($"No simulated Microsoft account {address}.");

    /// <summary>Makes an account; null when the address is taken.</summary>
    public MicrosoftAccount? AddAccount(
        string address,
        string? displayName = null,
        MicrosoftAccountType type = MicrosoftAccountType.Work,
        bool adminConsentRequired = false,
        IReadOnlyList<string>? deniedScopes = null)
    {
        var clean = address.Trim().ToLowerInvariant();
        var at = clean.LastIndexOf('@');
        var name = string.IsNullOrWhiteSpace(displayName) ? clean[..at] : displayName;
        var tenant = type == MicrosoftAccountType.Personal ? PersonalTenant : StableGuid("tenant " + clean[(at + 1)..]);
        var mailbox = new GraphMailbox(clean, name, Clock, () => settings, () => Observer);
        var account = new MicrosoftAccount(clean, name, StableGuid("person " + clean), tenant, type, adminConsentRequired, deniedScopes ?? [], mailbox);
        return accounts.TryAdd(account) ? account : null;
    }

    /// <summary>The person sends from their own mail client. <paramref name="conversationId"/> makes it an answer to the newest mail of that conversation.</summary>
    public GraphDelivery SendFromClient(string address, ReadOnlyMemory<byte> mime, string? conversationId = null)
    {
        var mailbox = Mailbox(address);
        var mail = RawMail.Parse(mime.ToArray());
        return Outbox.SendFromClient(mailbox, conversationId is null ? mail : mailbox.Read(() => mailbox.AsAnswer(mail, conversationId)));
    }

    /// <summary>
    /// Orders a fault. Expiries happen at once and are used up by that; the others wait for what they match. The reason of an expired cursor is the
    /// disguise in which it is told: syncStateNotFound or resyncRequired with a status of 400 or the one given; without a reason 410 with a Location. A path names the folders whose cursors are meant.
    /// </summary>
    public ActiveFault AddFault(FaultRule rule)
    {
        if (rule.Fault == FaultKind.ExpireWatch)
            return new ActiveFault(0, rule, 0, Subscriptions.Expire(rule.Match?.Mailbox));
        if (rule.Fault != FaultKind.ExpireCursor)
            return Faults.Add(rule);
        var hit = accounts.All
            .Where(account => rule.Match?.Mailbox is not { } only || only.Equals(account.Address, StringComparison.OrdinalIgnoreCase))
            .ToArray();
        foreach (var account in hit)
        {
            Func<string, bool>? ofFolder = rule.Match?.Path is { } path ? new FaultMatch(Path: path).CoversPathOf : null;
            account.Mailbox.ExpireCursors(rule.Reason, rule.Status, ofFolder);
            Report(SimulatorEventKind.FaultHit, account.Address, rule.Fault.ToString());
        }

        return new ActiveFault(0, rule, 0, hit.Length);
    }

    /// <summary>An empty world with the settings of the start. The clock stays where it is: time does not return.</summary>
    public void Reset()
    {
        EndSignIns();
        Subscriptions.Clear();
        accounts.Clear();
        Faults.Clear();
        Calls.Clear();
        Throttle.Clear();
        Outbox.Clear();
        Uploads.Clear();
        settings = initialSettings;
    }

    /// <summary>How long the next sent mail stays invisible to its sender.</summary>
    internal TimeSpan SentLag(GraphMailbox mailbox)
    {
        var fault = Faults.Take(kind => kind == FaultKind.SentLag, null, null, mailbox.Address);
        if (fault is not null)
            Report(SimulatorEventKind.FaultHit, mailbox.Address, nameof(FaultKind.SentLag));
        return TimeSpan.FromMilliseconds(fault?.DelayMs ?? settings.SentVisibilityDelayMs);
    }

    internal void Report(SimulatorEventKind kind, string? mailbox, string detail) =>
        events?.Happened(new SimulatorEvent(Clock.GetUtcNow(), kind, mailbox, detail) { Service = SimulatedService.Outlook });

    private static string StableGuid(string of) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(of)).AsSpan(0, 16)).ToString();

    private sealed class NobodySignedIn : IGraphAuthentication
    {
        public GraphCaller Authenticate(string? authorization) =>
            throw new GraphError(401, "InvalidAuthenticationToken", "Access token is empty.")
            {
                Headers = new Dictionary<string, string> { ["WWW-Authenticate"] = "Bearer realm=\"\"" },
            };

        public bool HasGrant(MicrosoftAccount account, string clientId) => false;
    }
}
