namespace EmailSync.Core.Directory;

/// <summary>Who in a location has one certain address.</summary>
/// <param name="IsInternal">A user of the location has it: as email or alias, or by a mailbox connected there (R15).</param>
public sealed record AddressOwners(IReadOnlyList<AddressOwner> Contacts, bool IsInternal = false)
{
    public static readonly AddressOwners None = new([]);

    /// <summary>R21: the one created first owns the mail, then the lower id.</summary>
    public AddressOwner? First =>
        Contacts.Count == 0 ? null : Contacts.OrderBy(c => c.CreatedAt).ThenBy(c => c.Contact.Value, StringComparer.Ordinal).First();

    /// <summary>R11 with R21: holds when any contact of the address is assigned to the user or followed by them.</summary>
    public bool AnyOf(UserId user) => Contacts.Any(c => c.AssignedTo == user || c.FollowedBy.Contains(user));
}
