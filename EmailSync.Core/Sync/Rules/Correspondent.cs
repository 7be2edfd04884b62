using EmailSync.Core.Directory;

namespace EmailSync.Core.Sync.Rules;

/// <summary>One address of a header, as one location sees it.</summary>
/// <param name="Owners">Contacts and users of the location who have it.</param>
public sealed record Correspondent(AddressOwners Owners)
{
    /// <summary>An address that nobody in the location has.</summary>
    public static readonly Correspondent Unknown = new(AddressOwners.None);

    /// <summary>Somebody's logging address (R14): neither a contact nor a correspondent.</summary>
    public bool IsLoggingAddress { get; init; }

    /// <summary>It stands in a message of the thread that the mail belongs to (R20).</summary>
    public bool IsInThread { get; init; }

    /// <summary>The id that a contact made for it would have (R14); null where nobody could write to it.</summary>
    public ContactId? Possible { get; init; }

    /// <summary>The contact at this address was made for this very mail, by an attempt that did not come to its end (R14).</summary>
    public bool IsMadeForThis { get; init; }

    public bool IsInternal => Owners.IsInternal && !IsLoggingAddress;

    /// <summary>Somebody outside of the location's own people.</summary>
    public bool IsExternal => !Owners.IsInternal && !IsLoggingAddress;

    /// <summary>The contact whose mail this is (R21); an internal address is no contact's, even if a contact has it (R15).</summary>
    public ContactId? Contact => IsExternal ? Owners.First?.Contact : null;

    /// <summary>A mail that is logged by hand makes a contact of it (R14).</summary>
    public bool MayBecomeContact => IsExternal && Possible is not null && (Owners.First is null || IsMadeForThis);

    public bool Is(ContactId contact) => IsExternal && Owners.Contacts.Any(c => c.Contact == contact);
}
