using EmailSync.Core.Directory;

namespace EmailSync.Core.Storage;

internal sealed record AddressOwnerDocument(string Contact, string? AssignedTo, DateTimeOffset CreatedAt)
{
    public AddressOwner ToOwner() => new(new ContactId(Contact), AssignedTo is null ? null : new UserId(AssignedTo), CreatedAt);
}
