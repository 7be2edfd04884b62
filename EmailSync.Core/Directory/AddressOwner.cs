namespace EmailSync.Core.Directory;

/// <summary>A contact as the address index knows it: enough for R11, R14 and R21 without reading the contact.</summary>
/// <param name="CreatedFor">Names the mail for which a logging address made the contact (R14); null where the CRM made it.</param>
public sealed record AddressOwner(ContactId Contact, UserId? AssignedTo, DateTimeOffset CreatedAt, string? CreatedFor = null)
{
    /// <summary>Users who logged a mail to the contact with their logging address (R14).</summary>
    public IReadOnlyList<UserId> FollowedBy { get; init; } = [];
}
