using EmailSync.Simulators.Microsoft.Notifications;

namespace EmailSync.Tests.Simulators;

/// <summary>What the queue of notices does, said as plainly as can be: one list that is gone through from its beginning each time.</summary>
internal sealed class PlainNoticeQueue(Func<Subscription, bool> isSuspended)
{
    private readonly List<Notice> waiting = [];
    private readonly List<Notice> held = [];
    private readonly Dictionary<Uri, int> outstanding = [];

    public int Waiting => waiting.Count;

    public void Add(Notice notice, bool untilOvertaken)
    {
        waiting.Add(notice);
        if (untilOvertaken)
            held.Add(notice);
    }

    public (List<Notice[]> Posts, DateTimeOffset? Next, Notice[] Lost) Take(DateTimeOffset now)
    {
        Notice[] lost = [.. waiting.Where(notice => now - notice.PublishedAt > TimeSpan.FromHours(4))];
        waiting.RemoveAll(lost.Contains);
        DateTimeOffset? next = waiting.Count > 0 ? waiting.Min(notice => notice.PublishedAt) + TimeSpan.FromHours(4) : null;
        var may = waiting.Where(notice => notice.IsLifecycle || !isSuspended(notice.Subscription)).ToList();
        if (may.Where(notice => notice.NotBefore > now).Select(notice => (DateTimeOffset?)notice.NotBefore).Min() is { } later && !(next < later))
            next = later;
        var posts = new List<Notice[]>();
        foreach (var url in may.Select(notice => notice.Url).Distinct())
        {
            var ready = may.Where(notice => notice.Url == url && notice.NotBefore <= now).ToList();
            while (ready.Count > 0 && outstanding.GetValueOrDefault(url) < 4)
            {
                var repeated = ready[0].Attempts > 0;
                Notice[] post = [.. ready.Where(notice => notice.Attempts > 0 == repeated).DistinctBy(notice => notice.Number).Take(50)];
                foreach (var notice in post)
                {
                    ready.RemoveAt(ready.FindIndex(other => ReferenceEquals(other, notice)));
                    waiting.RemoveAt(waiting.FindIndex(other => ReferenceEquals(other, notice)));
                }

                outstanding[url] = outstanding.GetValueOrDefault(url) + 1;
                posts.Add(post);
            }
        }

        return (posts, next, lost);
    }

    public void Returned(Uri url) => outstanding[url]--;

    public void ReleaseOvertakenBy(IReadOnlyList<Notice> sent)
    {
        var last = sent.Max(notice => notice.Number);
        foreach (var notice in held.Where(notice => notice.Number < last).ToArray())
        {
            held.Remove(notice);
            notice.NotBefore = default;
        }

        held.RemoveAll(notice => sent.Any(other => ReferenceEquals(other, notice)));
    }
}
