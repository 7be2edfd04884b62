using EmailSync.Core.Directory;

namespace EmailSync.Core.Sync;

/// <summary>What a change of a contact calls for (B4).</summary>
/// <param name="Addresses">Addresses about which older mail is to be looked up.</param>
/// <param name="Only">The user whose mailbox alone can be concerned, or null for everybody's.</param>
/// <param name="Version">Names the stored row; null on one that is not stored yet.</param>
public sealed record FillInIntent(
    LocationId Location, ContactId Contact, IReadOnlyList<string> Addresses, UserId? Only, string? Version = null)
{
    /// <summary>Both, where one may be missing.</summary>
    public static FillInIntent? Join(FillInIntent? one, FillInIntent? other) => (one, other) switch
    {
        (null, _) => other,
        (_, null) => one,
        _ => one with { Addresses = [.. one.Addresses.Union(other.Addresses, StringComparer.Ordinal)], Only = one.Only == other.Only ? one.Only : null },
    };
}
