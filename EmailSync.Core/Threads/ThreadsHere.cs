namespace EmailSync.Core.Threads;

/// <summary>What a location knows under one Message-ID, or under one thread of a provider.</summary>
/// <param name="Threads">Its own threads, oldest first.</param>
/// <param name="ElsewhereSince">Since when mail of another location's CRM stands there; null for never (R22).</param>
public sealed record ThreadsHere(IReadOnlyList<KnownThread> Threads, DateTimeOffset? ElsewhereSince = null)
{
    public static readonly ThreadsHere None = new([]);

    public bool IsKnown => Threads.Count > 0 || ElsewhereSince is not null;
}
