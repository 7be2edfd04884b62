namespace EmailSync.Tests.Pipeline;

/// <summary>Messages, by the provider's ids, that nobody survives reading, or comes to the end of.</summary>
internal sealed class DeadlyMail
{
    private int stuck;
    private int asked;

    public HashSet<string> Deadly { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Endless { get; } = new(StringComparer.Ordinal);

    /// <summary>What happens between the loading of a mailbox and the first question for its changes.</summary>
    public Func<Task>? BeforeChanges { get; set; }

    /// <summary>What happens between the making of a watch and the answer that says so.</summary>
    public Func<Task>? AfterWatch { get; set; }

    public int Stuck => Volatile.Read(ref stuck);

    public void GetStuck() => Interlocked.Increment(ref stuck);

    public bool TakeStuck()
    {
        var now = Stuck;
        return Interlocked.Exchange(ref asked, now) != now;
    }
}
