namespace EmailSync.Simulators.Google.Gmail;

/// <content>Labels, deletion, watch.</content>
public sealed partial class GmailMailbox
{
    private Watch? watch;
    private DateTimeOffset lastPushAt = DateTimeOffset.MinValue;

    /// <summary>What has been announced is forgotten by nobody, but the watch ends now.</summary>
    public void ExpireWatch()
    {
        lock (gate)
            watch = null;
    }

    public bool IsWatched
    {
        get
        {
            lock (gate)
                return watch is { } current && current.ExpiresAt > clock.GetUtcNow();
        }
    }

    /// <summary>Starts or renews the watch; a successful call is announced once by itself.</summary>
    internal (ulong HistoryId, DateTimeOffset ExpiresAt) StartWatch(string topic, IReadOnlyList<string> labels, bool exclude)
    {
        ulong historyId;
        DateTimeOffset expires;
        lock (gate)
        {
            expires = clock.GetUtcNow().AddDays(7);
            watch = new Watch(topic, labels, exclude, expires);
            historyId = history.Latest;
            lastPushAt = clock.GetUtcNow();
        }

        observer.Changed(this, historyId);
        return (historyId, expires);
    }

    internal void StopWatch() => ExpireWatch();

    internal GmailMessage Message(string id) =>
        byId.TryGetValue(id.ToLowerInvariant(), out var message) ? message : throw GoogleError.NotFound();

    internal GmailMessage? TryMessage(string id) => byId.GetValueOrDefault(id.ToLowerInvariant());

    internal void Relabel(GmailMessage message, IReadOnlyCollection<string> add, IReadOnlyCollection<string> remove)
    {
        var added = add.Except(message.Labels).Except(remove).ToArray();
        var leaves = added.Contains(GmailLabels.Trash) || added.Contains(GmailLabels.Spam) ? remove.Append(GmailLabels.Inbox) : remove;
        var removed = message.Labels.Intersect(leaves).Except(added).ToArray();
        if (added.Length > 0)
        {
            message.Labels = [.. message.Labels, .. added];
            Record(HistoryKind.LabelAdded, message, added);
        }

        if (removed.Length > 0)
        {
            message.Labels = [.. message.Labels.Except(removed)];
            Record(HistoryKind.LabelRemoved, message, removed);
        }
    }

    internal void Trash(GmailMessage message)
    {
        if (!message.Has(GmailLabels.Draft))
        {
            Relabel(message, [GmailLabels.Trash], [GmailLabels.Spam]);
            return;
        }

        ForgetDraftOf(message);
        Relabel(message, [GmailLabels.Trash], [GmailLabels.Draft]);
    }

    internal void Delete(GmailMessage message)
    {
        ForgetDraftOf(message);
        Remove(message);
    }

    /// <summary>The history id to announce, or null: nobody watches, or this second has had its notification.</summary>
    private ulong? Announcement()
    {
        var now = clock.GetUtcNow();
        if (watch is not { } current || current.ExpiresAt <= now || !current.Covers(touched))
            return null;
        if (now - lastPushAt < TimeSpan.FromSeconds(1))
        {
            observer.Surplus(this, history.Latest);
            return null;
        }

        lastPushAt = now;
        return history.Latest;
    }
}
