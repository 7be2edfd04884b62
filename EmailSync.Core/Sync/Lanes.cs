namespace EmailSync.Core.Sync;

/// <summary>Distributes a page over parallel lanes: messages of one provider thread stay in one lane and in the provider's order.</summary>
public static class Lanes
{
    /// <summary>Side by side per mailbox: inside Graph's limit of 4 parallel calls, and enough to hide Gmail's latency.</summary>
    public const int MaxParallel = 4;

    /// <summary>A lane is one activity; a page of a few messages is not worth more than one.</summary>
    private const int MessagesWorthALane = 5;

    public static IReadOnlyList<IReadOnlyList<MessageRef>> Of(IReadOnlyList<MessageRef> messages)
    {
        var groups = messages.GroupBy(m => m.Thread ?? m.Id, StringComparer.Ordinal).Select(g => g.ToList()).ToList();
        var count = Math.Min(Math.Min(MaxParallel, groups.Count), (messages.Count + MessagesWorthALane - 1) / MessagesWorthALane);
        var lanes = Enumerable.Range(0, count).Select(_ => new List<MessageRef>()).ToList();

        // Big threads first, each to the shortest lane; the order inside a thread is never touched.
        foreach (var group in groups.OrderByDescending(g => g.Count))
            lanes.MinBy(l => l.Count)!.AddRange(group);
        return lanes;
    }
}
