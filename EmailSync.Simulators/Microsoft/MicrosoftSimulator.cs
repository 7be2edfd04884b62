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
        var mailbox = new GraphMailbox(clean, name, Clock, () => Observer);
        var account = new MicrosoftAccount(clean, name, StableGuid("person " + clean), tenant, type, adminConsentRequired, deniedScopes ?? [], mailbox);
        return accounts.TryAdd(account) ? account : null;
    }

    /// <summary>The person sends from their own mail client.</summary>
    public GraphDelivery SendFromClient(string address, ReadOnlyMemory<byte> mime, string? conversationId = null) =>
        throw new NotSupportedException("Comes with the mailbox.");

    /// <summary>Orders a fault. Expiries happen at once and are used up by that; the others wait for what they match.</summary>
    public ActiveFault AddFault(FaultRule rule) => rule.Fault == FaultKind.ExpireWatch
        ? new ActiveFault(0, rule, 0, Subscriptions.Expire(rule.Match?.Mailbox))
        : Faults.Add(rule);

    /// <summary>An empty world with the settings of the start. The clock stays where it is: time does not return.</summary>
    public void Reset()
    {
        EndSignIns();
        Subscriptions.Clear();
        accounts.Clear();
        Faults.Clear();
        Calls.Clear();
        Throttle.Clear();
        settings = initialSettings;
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
