using EmailSync.Simulators.Mail;

namespace EmailSync.Simulators.Google.Gmail;

/// <summary>
/// The state of one mailbox behind one lock. Everything that changes it goes through <see cref="Change{T}"/>, which announces the change once.
/// </summary>
public sealed partial class GmailMailbox : IPostalMailbox
{
    private readonly Lock gate = new();
    private readonly TimeProvider clock;
    private readonly Func<GoogleSettings> settings;
    private readonly IMailboxObserver observer;
    private readonly ulong salt;
    private readonly HistoryLog history;
    private string? expiredReason;
    private int? expiredStatus;
    private readonly List<GmailMessage> messages = [];
    private readonly Dictionary<string, GmailMessage> byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<GmailMessage>> byThread = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<GmailMessage>> byMessageId = new(StringComparer.Ordinal);
    private readonly Dictionary<GmailMessage, ITimer> lagging = [];
    private readonly HashSet<string> touched = [];
    private List<SendAs> sendAs;
    private long lastInternalDate;

    internal GmailMailbox(string address, string displayName, TimeProvider clock, Func<GoogleSettings> settings, IMailboxObserver observer)
    {
        Address = address;
        this.clock = clock;
        this.settings = settings;
        this.observer = observer;
        salt = GmailIds.Salt(address);
        history = new HistoryLog(100_000 + (salt % 900_000));
        sendAs = [new SendAs(address, displayName, Verified: true, IsPrimary: true, IsDefault: true, Receives: true)];
    }

    public string Address { get; }

    public IReadOnlyList<SendAs> SendAsAddresses
    {
        get
        {
            lock (gate)
                return sendAs;
        }
    }

    internal ulong LatestHistoryId
    {
        get
        {
            lock (gate)
                return history.Latest;
        }
    }

    internal (int Messages, int Threads, ulong HistoryId) Totals
    {
        get
        {
            lock (gate)
                return (messages.Count, byThread.Count, history.Latest);
        }
    }

    public void AddSendAs(SendAs alias)
    {
        lock (gate)
        {
            var rest = sendAs.Where(known => !known.Address.Equals(alias.Address, StringComparison.OrdinalIgnoreCase));
            sendAs = [.. alias.IsDefault ? rest.Select(known => known with { IsDefault = false }) : rest, alias];
        }
    }

    /// <summary>Forgets every history record, so that all cursors handed out before are too old.</summary>
    /// <param name="reason">How the refusal calls itself from now on; notFound unless told.</param>
    /// <param name="status">The status in place of 404.</param>
    public void ExpireCursors(string? reason = null, int? status = null)
    {
        lock (gate)
        {
            history.ForgetAll();
            (expiredReason, expiredStatus) = (reason, status);
        }
    }

    internal GoogleError Expired() => expiredReason is null && expiredStatus is null
        ? GoogleError.NotFound()
        : new GoogleError(expiredStatus ?? 404, expiredReason ?? "notFound", "Invalid startHistoryId");

    internal T Read<T>(Func<T> read)
    {
        lock (gate)
            return read();
    }

    /// <summary>Runs a change under the lock; observers hear of it afterwards and outside, since they may look at other mailboxes.</summary>
    internal T Change<T>(Func<T> change)
    {
        T result;
        ulong? announce;
        lock (gate)
        {
            var before = history.Latest;
            result = change();
            announce = history.Latest != before ? Announcement() : null;
            touched.Clear();
        }

        if (announce is { } historyId)
            observer.Changed(this, historyId);
        return result;
    }

    private (ulong Number, long InternalDate) NextMessage()
    {
        lastInternalDate = Math.Max(clock.GetUtcNow().ToUnixTimeMilliseconds(), lastInternalDate + 1);
        return (((ulong)lastInternalDate << 20) | (salt & 0xFFFFF), lastInternalDate);
    }

    private void Store(GmailMessage message)
    {
        var index = messages.Count;
        while (index > 0 && messages[index - 1].Number > message.Number)
            index--;
        messages.Insert(index, message);
        byId.Add(message.Id, message);
        AddTo(byThread, message.ThreadId, message);
        Record(HistoryKind.MessageAdded, message, []);
    }

    private void Remove(GmailMessage message)
    {
        byId.Remove(message.Id);
        messages.RemoveAt(IndexOf(message.Number));
        RemoveFrom(byThread, message.ThreadId, message);
        if (message.MessageIdHeader is { } header)
            RemoveFrom(byMessageId, header, message);
        Record(HistoryKind.MessageDeleted, message, []);
    }

    private void Record(HistoryKind kind, GmailMessage message, string[] changed)
    {
        touched.UnionWith(message.Labels);
        touched.UnionWith(changed);
        history.Append(kind, message, changed, clock.GetUtcNow());
    }

    private int IndexOf(ulong number)
    {
        int low = 0, high = messages.Count - 1;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (messages[middle].Number < number)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private static void AddTo(Dictionary<string, List<GmailMessage>> index, string key, GmailMessage message)
    {
        if (!index.TryGetValue(key, out var list))
            index.Add(key, list = []);
        list.Add(message);
    }

    private static void RemoveFrom(Dictionary<string, List<GmailMessage>> index, string key, GmailMessage message)
    {
        if (index.TryGetValue(key, out var list) && list.Remove(message) && list.Count == 0)
            index.Remove(key);
    }
}
