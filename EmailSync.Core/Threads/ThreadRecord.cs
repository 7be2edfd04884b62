namespace EmailSync.Core.Threads;

/// <summary>What a conversation keeps of one of its threads.</summary>
/// <param name="Addresses">Keyed hashes of all addresses in the headers of its messages (R20).</param>
/// <param name="DetachedAt">Since when the thread goes on in another location only; null while it goes on here (R22).</param>
public sealed record ThreadRecord(IReadOnlySet<string> Addresses, DateTimeOffset? DetachedAt)
{
    public static readonly ThreadRecord New = new(new HashSet<string>(), null);
}
