using EmailSync.Simulators.Mail;

namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>
/// The mailbox behind a Microsoft account: one state behind one lock. Everything that changes it goes through <see cref="Change{T}"/>, which tells the
/// observer afterwards and outside the lock, since observers may look at other mailboxes.
/// </summary>
public sealed partial class GraphMailbox : IPostalMailbox
{
    private readonly Lock gate = new();
    private readonly TimeProvider clock;
    private readonly Func<MicrosoftSettings> settings;
    private readonly Func<IGraphObserver?> observer;
    private readonly GraphIds ids;
    private readonly Dictionary<long, MessageItem> items = [];
    private readonly Dictionary<string, MessageItem> byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<MessageItem>> byMessageId = new(StringComparer.Ordinal);
    private readonly ChangeLog log = new();
    private readonly ChangeLog folderLog = new();
    private readonly List<GraphChange> announcements = [];
    private readonly List<string> arrivals = [];
    private IReadOnlyList<string> proxyAddresses = [];
    private long lastNumber;
    private long lastPlace;
    private long lastChange;

    internal GraphMailbox(string address, string displayName, TimeProvider clock, Func<MicrosoftSettings> settings, Func<IGraphObserver?> observer)
    {
        Address = address;
        DisplayName = displayName;
        this.clock = clock;
        this.settings = settings;
        this.observer = observer;
        ids = new GraphIds(address);
        MakeWellKnownFolders();
    }

    public string Address { get; }

    public string DisplayName { get; }

    /// <summary>Further addresses whose mail arrives here and which may be sent from.</summary>
    public IReadOnlyList<string> ProxyAddresses
    {
        get
        {
            lock (gate)
                return proxyAddresses;
        }
    }

    internal GraphIds Ids => ids;

    internal DateTimeOffset Time => Now();

    public void AddProxyAddress(string address)
    {
        lock (gate)
            proxyAddresses = [.. proxyAddresses.Where(known => !known.Equals(address, StringComparison.OrdinalIgnoreCase)), address];
    }

    internal bool Owns(string address) =>
        Address.Equals(address, StringComparison.OrdinalIgnoreCase) || ProxyAddresses.Contains(address, StringComparer.OrdinalIgnoreCase);

    internal T Read<T>(Func<T> read)
    {
        lock (gate)
            return read();
    }

    internal T Change<T>(Func<T> change)
    {
        T result;
        GraphChange[] changes;
        string[] arrived;
        lock (gate)
        {
            try
            {
                result = change();
            }
            finally
            {
                changes = [.. announcements];
                arrived = [.. arrivals];
                announcements.Clear();
                arrivals.Clear();
            }
        }

        if (observer() is { } listener)
        {
            foreach (var happened in changes)
                listener.Changed(this, happened);
            foreach (var id in arrived)
                listener.Arrived(this, id);
        }

        return result;
    }

    internal void Change(Action change) => Change(() =>
    {
        change();
        return true;
    });

    // Graph gives whole seconds; keeping more would order and filter by what no client can see.
    private DateTimeOffset Now()
    {
        var now = clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
    }
}
