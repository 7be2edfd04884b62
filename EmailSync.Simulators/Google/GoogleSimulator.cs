using EmailSync.Simulators.Calls;
using EmailSync.Simulators.Faults;
using EmailSync.Simulators.Google.Gmail;
using EmailSync.Simulators.Google.OAuth;
using EmailSync.Simulators.Google.PubSub;
using EmailSync.Simulators.Http;
using EmailSync.Simulators.Mail;

namespace EmailSync.Simulators.Google;

/// <summary>The state of simulated Google, for tests in the same process; the HTTP servers stand on it.</summary>
public sealed class GoogleSimulator : IAsyncDisposable
{
    private readonly ISimulatorEvents? events;
    private readonly AccountBook accounts = new();
    private readonly System.Runtime.CompilerServices.ConditionalWeakTable<GmailMailbox, SendingMailbox> senders = [];
    private readonly GoogleSettings initialSettings;
    private volatile GoogleSettings settings;

    internal GoogleSimulator(SimulatorOptions options, TimeProvider clock, MailWorld world, IHttpClientFactory clients, ISimulatorEvents? events)
    {
        this.events = events;
        Options = options;
        Clock = clock;
        initialSettings = settings = new GoogleSettings { AutoConsent = options.AutoConsent };
        Calls = new CallLog(clock);
        Tokens = new TokenStore(clock);
        Quota = new Quota(clock);
        OAuth = new OAuthServer(
            options, clock, Tokens, Keys, Faults, accounts, () => settings, address => Report(SimulatorEventKind.ConsentGiven, address, "consent"));
        Push = new PushSubscription(options, clock, clients, Keys, Faults, () => settings, Report);
        Outbox = new Outbox(
            clock, world, () => settings, SentLag,
            (mailbox, mail) => Report(SimulatorEventKind.MailSent, mailbox.Address, mail.Id),
            (mailbox, id) => Report(SimulatorEventKind.MailBounced, mailbox.Address, id));
        Observer = new MailboxObserver(this);
        world.Register(accounts);
    }

    public FaultBook Faults { get; } = new();

    public CallLog Calls { get; }

    public SigningKeys Keys { get; } = new("google");

    public GoogleSettings Settings
    {
        get => settings;
        set => settings = value;
    }

    public IReadOnlyList<GoogleAccount> Accounts => accounts.All;

    public PushStatus PushStatus => Push.Status;

    internal SimulatorOptions Options { get; }

    internal TimeProvider Clock { get; }

    internal TokenStore Tokens { get; }

    internal OAuthServer OAuth { get; }

    internal PushSubscription Push { get; }

    internal Outbox Outbox { get; }

    internal Quota Quota { get; }

    private MailboxObserver Observer { get; }

    public GoogleAccount? FindAccount(string address) => accounts.Find(address);

    /// <summary>The mailbox of an account that exists.</summary>
    public GmailMailbox Mailbox(string address) =>
        accounts.Find(address)?.Mailbox ?? throw new KeyNotFoundException($"No simulated Google account {address}.");

    /// <summary>Makes an account; null when the address is taken.</summary>
    public GoogleAccount? AddAccount(
        string address,
        string? displayName = null,
        AccountType type = AccountType.Workspace,
        bool adminConsentRequired = false,
        IReadOnlyList<string>? deniedScopes = null)
    {
        var clean = address.Trim().ToLowerInvariant();
        var name = string.IsNullOrWhiteSpace(displayName) ? clean[..clean.LastIndexOf('@')] : displayName;
        var subject = "1" + GmailIds.Salt(clean).ToString("D20", System.Globalization.CultureInfo.InvariantCulture);
        var mailbox = new GmailMailbox(clean, name, Clock, () => settings, Observer);
        var account = new GoogleAccount(clean, name, subject, type, adminConsentRequired, deniedScopes ?? [], mailbox);
        return accounts.TryAdd(account) ? account : null;
    }

    /// <summary>The person sends from their own mail client.</summary>
    public DeliveredMail SendFromClient(string address, ReadOnlyMemory<byte> mime, string? threadId = null) =>
        Outbox.SendFromClient(SenderOf(Mailbox(address)), RawMail.Parse(mime.ToArray()), threadId);

    /// <summary>Whether the person finds us among the apps that have access to their account.</summary>
    public bool ListsApp(string address) => Tokens.IsListed(address);

    /// <summary>The password was changed or the app's access removed: every grant of the account dies.</summary>
    public void Revoke(string address) => Tokens.RevokeAccount(address);

    /// <summary>Orders a fault. Expiries happen at once and are used up by that; the others wait for what they match.</summary>
    public ActiveFault AddFault(FaultRule rule)
    {
        if (rule.Fault is not (FaultKind.ExpireCursor or FaultKind.ExpireWatch))
            return Faults.Add(rule);
        var hit = accounts.All
            .Where(account => rule.Match?.Mailbox is not { } only || only.Equals(account.Address, StringComparison.OrdinalIgnoreCase))
            .ToArray();
        foreach (var account in hit)
        {
            if (rule.Fault == FaultKind.ExpireCursor)
                account.Mailbox.ExpireCursors(rule.Reason, rule.Status);
            else
                account.Mailbox.ExpireWatch();
            Report(SimulatorEventKind.FaultHit, account.Address, rule.Fault.ToString());
        }

        return new ActiveFault(0, rule, 0, hit.Length);
    }

    /// <summary>An empty world with the settings of the start. The clock stays where it is: time does not return.</summary>
    public void Reset()
    {
        foreach (var account in accounts.All)
            Tokens.RevokeAccount(account.Address);
        accounts.Clear();
        Faults.Clear();
        Calls.Clear();
        Quota.Clear();
        Push.Clear();
        settings = initialSettings;
    }

    public ValueTask DisposeAsync() => Push.DisposeAsync();

    internal SendingMailbox SenderOf(GmailMailbox mailbox) =>
        senders.GetValue(mailbox, key => new SendingMailbox(key, accounts.Find(key.Address)?.Type ?? AccountType.Workspace, () => Settings));

    internal void Report(SimulatorEventKind kind, string? mailbox, string detail) =>
        events?.Happened(new SimulatorEvent(Clock.GetUtcNow(), kind, mailbox, detail));

    private TimeSpan SentLag(GmailMailbox mailbox)
    {
        var fault = Faults.Take(kind => kind == FaultKind.SentLag, null, null, mailbox.Address);
        if (fault is not null)
            Report(SimulatorEventKind.FaultHit, mailbox.Address, nameof(FaultKind.SentLag));
        return TimeSpan.FromMilliseconds(fault?.DelayMs ?? settings.SentVisibilityDelayMs);
    }

    private sealed class MailboxObserver(GoogleSimulator simulator) : IMailboxObserver
    {
        public void Changed(GmailMailbox mailbox, ulong historyId) => simulator.Push.Publish(mailbox.Address, historyId);

        public void Surplus(GmailMailbox mailbox, ulong historyId) =>
            simulator.Report(SimulatorEventKind.PushDropped, mailbox.Address, "more than one change in a second");

        public void Arrived(GmailMailbox mailbox, string messageId) => simulator.Report(SimulatorEventKind.MailArrived, mailbox.Address, messageId);
    }
}
