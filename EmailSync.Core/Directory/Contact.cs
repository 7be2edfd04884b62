namespace EmailSync.Core.Directory;

/// <summary>A person the CRM knows in one location.</summary>
/// <param name="AssignedTo">The user who looks after the contact, or null.</param>
/// <param name="CreatedAt">Decides who owns an address that several contacts share (R21).</param>
public sealed record Contact(
    LocationId Location,
    ContactId Id,
    string Name,
    IReadOnlyList<string> Emails,
    UserId? AssignedTo,
    DateTimeOffset CreatedAt);
