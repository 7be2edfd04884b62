namespace EmailSync.Simulators.Microsoft.Notifications;

/// <summary>
/// What waits to be delivered, and what may go together now. Not safe by itself: the sender's lock guards it.
/// </summary>
internal sealed class NoticeQueue(Func<Subscription, bool> isSuspended)
{
    private const int MaxPerUrl = 4;
    private const int MaxPerPost = 50;
    private static readonly TimeSpan keptFor = TimeSpan.FromHours(4);

    private readonly LinkedList<Notice> waiting = [];
    private readonly List<Notice> heldForReorder = [];
    private readonly Dictionary<Uri, int> outstanding = [];

    public int Waiting => waiting.Count;

    public int Ready(DateTimeOffset now) => waiting.Count(notice => notice.NotBefore <= now && (notice.IsLifecycle || !isSuspended(notice.Subscription)));

    public int Outstanding => outstanding.Values.Sum();

    public void Add(Notice notice, bool untilOvertaken = false)
    {
        waiting.AddLast(notice);
        if (untilOvertaken)
            heldForReorder.Add(notice);
    }

    public void Clear()
    {
        waiting.Clear();
        heldForReorder.Clear();
    }

    /// <summary>Takes what may leave now, one list per request, and says when to look again; null when only a change can tell.</summary>
    public (IReadOnlyList<IReadOnlyList<Notice>> Posts, DateTimeOffset? Next, IReadOnlyList<Notice> Lost) Take(DateTimeOffset now)
    {
        var posts = new List<IReadOnlyList<Notice>>();
        Notice[] lost = [.. waiting.Where(notice => now - notice.PublishedAt > keptFor)];
        foreach (var notice in lost)
            waiting.Remove(notice);
        DateTimeOffset? next = waiting.Count > 0 ? waiting.Min(notice => notice.PublishedAt) + keptFor : null;
        foreach (var forUrl in waiting.Where(notice => notice.IsLifecycle || !isSuspended(notice.Subscription)).GroupBy(notice => notice.Url).ToArray())
        {
            if (forUrl.Where(notice => notice.NotBefore > now).Select(notice => (DateTimeOffset?)notice.NotBefore).Min() is { } later && !(next < later))
                next = later;
            var ready = forUrl.Where(notice => notice.NotBefore <= now).ToList();
            while (ready.Count > 0 && outstanding.GetValueOrDefault(forUrl.Key) < MaxPerUrl)
            {
                // First attempts and repeated ones have different limits of time, so they do not share a request.
                var repeated = ready[0].Attempts > 0;
                var post = ready.Where(notice => notice.Attempts > 0 == repeated).DistinctBy(notice => notice.Number).Take(MaxPerPost).ToArray();
                foreach (var notice in post)
                {
                    ready.Remove(notice);
                    waiting.Remove(notice);
                }

                outstanding[forUrl.Key] = outstanding.GetValueOrDefault(forUrl.Key) + 1;
                posts.Add(post);
            }
        }

        return (posts, next, lost);
    }

    public void Returned(Uri url)
    {
        if (--outstanding[url] == 0)
            outstanding.Remove(url);
    }

    /// <summary>A notice that waits to be overtaken goes as soon as a later one has been sent.</summary>
    public void ReleaseOvertakenBy(IEnumerable<Notice> sent)
    {
        var last = sent.Max(notice => notice.Number);
        foreach (var held in heldForReorder.Where(held => held.Number < last).ToArray())
        {
            heldForReorder.Remove(held);
            held.NotBefore = default;
        }

        heldForReorder.RemoveAll(sent.Contains);
    }
}
