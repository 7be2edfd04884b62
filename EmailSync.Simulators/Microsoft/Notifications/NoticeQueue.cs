namespace EmailSync.Simulators.Microsoft.Notifications;

/// <summary>
/// What waits to be delivered, and what may go together now. Every notice is looked at when something happens to it and not each time that another one leaves, so
/// that an endpoint may be away while tens of thousands of them come. Not safe by itself: the sender's lock guards it.
/// </summary>
internal sealed class NoticeQueue(Func<Subscription, bool> isSuspended)
{
    private const int MaxPerUrl = 4;
    private const int MaxPerPost = 50;
    private static readonly TimeSpan keptFor = TimeSpan.FromHours(4);

    // By the place in which they came. The lists beside it may name places that are empty by now.
    private readonly Dictionary<long, Notice> waiting = [];
    private readonly PriorityQueue<long, (DateTimeOffset PublishedAt, long Place)> byAge = new();
    private readonly PriorityQueue<long, (DateTimeOffset NotBefore, long Place)> later = new();
    private readonly PriorityQueue<long, long> heldForReorder = new();
    private readonly Dictionary<Subscription, List<long>> suspended = [];
    private readonly Dictionary<Uri, NoticeLine> lines = [];
    private long last;

    public int Waiting => waiting.Count;

    public int Ready(DateTimeOffset now) => waiting.Values.Count(notice => notice.NotBefore <= now && MayLeave(notice));

    public int Outstanding => lines.Values.Sum(line => line.Outstanding);

    public void Add(Notice notice, bool untilOvertaken = false)
    {
        var place = ++last;
        waiting.Add(place, notice);
        byAge.Enqueue(place, (notice.PublishedAt, place));
        later.Enqueue(place, (notice.NotBefore, place));
        if (untilOvertaken)
            heldForReorder.Enqueue(place, notice.Number);
    }

    public void Clear()
    {
        waiting.Clear();
        byAge.Clear();
        later.Clear();
        heldForReorder.Clear();
        suspended.Clear();
        foreach (var line in lines.Values)
            line.Clear();
    }

    /// <summary>Takes what may leave now, one list per request, and says when to look again; null when only a change can tell.</summary>
    public (IReadOnlyList<IReadOnlyList<Notice>> Posts, DateTimeOffset? Next, IReadOnlyList<Notice> Lost) Take(DateTimeOffset now)
    {
        var lost = TakeLost(now);
        DateTimeOffset? next = byAge.TryPeek(out _, out var oldest) ? oldest.PublishedAt + keptFor : null;
        Resume();
        if (LineUp(now) is { } due && !(next < due))
            next = due;
        var posts = new List<IReadOnlyList<Notice>>();
        foreach (var line in lines.Values.Where(line => !line.IsEmpty).OrderBy(line => line.Head).ToArray())
        {
            while (line.Outstanding < MaxPerUrl && TakePost(line) is { Count: > 0 } post)
            {
                line.Outstanding++;
                posts.Add(post);
            }
        }

        return (posts, next, lost);
    }

    public void Returned(Uri url) => lines[url].Outstanding--;

    /// <summary>A notice that waits to be overtaken goes as soon as a later one has been sent.</summary>
    public void ReleaseOvertakenBy(IEnumerable<Notice> sent)
    {
        var latest = sent.Max(notice => notice.Number);
        while (heldForReorder.TryPeek(out var place, out var number) && number < latest)
        {
            heldForReorder.Dequeue();
            if (!waiting.TryGetValue(place, out var held))
                continue;
            held.NotBefore = default;
            later.Enqueue(place, (default, place));
        }
    }

    private bool MayLeave(Notice notice) => notice.IsLifecycle || !isSuspended(notice.Subscription);

    private Notice[] TakeLost(DateTimeOffset now)
    {
        var places = new List<long>();
        while (byAge.TryPeek(out var place, out var age) && (!waiting.ContainsKey(place) || now - age.PublishedAt > keptFor))
        {
            byAge.Dequeue();
            if (waiting.ContainsKey(place))
                places.Add(place);
        }

        places.Sort();
        return [.. places.Select(Remove)];
    }

    private Notice Remove(long place)
    {
        var notice = waiting[place];
        waiting.Remove(place);
        if (lines.TryGetValue(notice.Url, out var line))
            line.Remove(place);
        return notice;
    }

    /// <summary>What waited for a grant that lives again waits like the rest.</summary>
    private void Resume()
    {
        foreach (var (subscription, places) in suspended.Where(held => !isSuspended(held.Key)).ToArray())
        {
            suspended.Remove(subscription);
            foreach (var place in places)
            {
                if (waiting.TryGetValue(place, out var notice))
                    later.Enqueue(place, (notice.NotBefore, place));
            }
        }
    }

    /// <summary>Puts in line what may leave by now, and says when the next one may.</summary>
    private DateTimeOffset? LineUp(DateTimeOffset now)
    {
        while (later.TryPeek(out var place, out var due))
        {
            if (waiting.TryGetValue(place, out var notice) && notice.NotBefore == due.NotBefore)
            {
                var mayLeave = MayLeave(notice);
                if (mayLeave && due.NotBefore > now)
                    return due.NotBefore;
                if (mayLeave)
                    LineOf(notice.Url).Add(place, notice);
                else
                    Suspend(place, notice);
            }

            later.Dequeue();
        }

        return null;
    }

    /// <summary>Empty when all that stood in line belongs to grants that have died meanwhile.</summary>
    private List<Notice> TakePost(NoticeLine line)
    {
        // Whoever is at the head says of what kind the request is: that must be one that may leave.
        while (!line.IsEmpty && !MayLeave(waiting[line.Head]))
            Suspend(line, line.Head);
        var (numbers, leaving, staying) = (new HashSet<long>(), new List<long>(), new List<long>());
        foreach (var place in line.IsEmpty ? [] : line.Next)
        {
            if (!MayLeave(waiting[place]))
                staying.Add(place);
            else if (numbers.Add(waiting[place].Number))
                leaving.Add(place);
            if (leaving.Count == MaxPerPost)
                break;
        }

        foreach (var place in staying)
            Suspend(line, place);
        return [.. leaving.Select(Remove)];
    }

    private void Suspend(NoticeLine line, long place)
    {
        line.Remove(place);
        Suspend(place, waiting[place]);
    }

    private void Suspend(long place, Notice notice)
    {
        if (!suspended.TryGetValue(notice.Subscription, out var places))
            suspended.Add(notice.Subscription, places = []);
        places.Add(place);
    }

    private NoticeLine LineOf(Uri url)
    {
        if (!lines.TryGetValue(url, out var line))
            lines.Add(url, line = new NoticeLine());
        return line;
    }
}
