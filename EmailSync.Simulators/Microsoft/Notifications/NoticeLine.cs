namespace EmailSync.Simulators.Microsoft.Notifications;

/// <summary>What may leave to one URL, by place in the queue. First attempts and repeated ones have different limits of time, so they do not share a request.</summary>
internal sealed class NoticeLine
{
    private readonly SortedSet<long> first = [];
    private readonly SortedSet<long> repeated = [];

    public int Outstanding { get; set; }

    public bool IsEmpty => first.Count == 0 && repeated.Count == 0;

    /// <summary>The place of whoever is next.</summary>
    public long Head => Next.Min;

    /// <summary>The places of its kind, beginning with whoever is next.</summary>
    public SortedSet<long> Next => repeated.Count == 0 || (first.Count > 0 && first.Min < repeated.Min) ? first : repeated;

    public void Add(long place, Notice notice) => (notice.Attempts > 0 ? repeated : first).Add(place);

    public void Remove(long place)
    {
        if (!first.Remove(place))
            repeated.Remove(place);
    }

    public void Clear()
    {
        first.Clear();
        repeated.Clear();
    }
}
