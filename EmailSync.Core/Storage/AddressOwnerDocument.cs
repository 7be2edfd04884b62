using EmailSync.Core.Directory;

namespace EmailSync.Core.Storage;

/// <param name="FollowedBy">User ids separated by spaces, which no id contains; null for none. A list would spoil the comparison of documents.</param>
internal sealed record AddressOwnerDocument(
    string Contact, string? AssignedTo, DateTimeOffset CreatedAt, string? FollowedBy = null, string? CreatedFor = null)
{
    public static AddressOwnerDocument Of(Contact contact) => new(
        contact.Id.Value,
        contact.AssignedTo?.Value,
        contact.CreatedAt,
        contact.FollowedBy.Count == 0 ? null : string.Join(' ', contact.FollowedBy.Select(u => u.Value)),
        contact.CreatedFor);

    public AddressOwner ToOwner() => new(new ContactId(Contact), AssignedTo is null ? null : new UserId(AssignedTo), CreatedAt, CreatedFor)
    {
        FollowedBy = FollowedBy is null ? [] : [.. FollowedBy.Split(' ').Select(u => new UserId(u))],
    };
}
