namespace EmailSync.Core.Directory;

/// <summary>Every contact of a location that has one certain address.</summary>
public sealed record AddressOwners(IReadOnlyList<AddressOwner> Contacts)
{
    public static readonly AddressOwners None = new([]);

    /// <summary>R21: the one created first owns the mail, then the lower id.</summary>
    public AddressOwner? First =>
        Contacts.Count == 0 ? null : Contacts.OrderBy(c => c.CreatedAt).ThenBy(c => c.Contact.Value, StringComparer.Ordinal).First();

    /// <summary>R11 with R21: assigned to the user when any contact of the address is.</summary>
    public bool AnyAssignedTo(UserId user) => Contacts.Any(c => c.AssignedTo == user);
}
