using EmailSync.Core.Directory;

namespace EmailSync.Core.Crm;

/// <summary>A contact as the CRM sees it, in answers and in webhooks.</summary>
/// <param name="FollowedBy">Users who logged a mail to the contact (R14); absent for none.</param>
public sealed record ContactView(
    string Id,
    string Name,
    IReadOnlyList<string> Emails,
    string? AssignedTo,
    DateTimeOffset CreatedAt,
    IReadOnlyList<string>? FollowedBy = null)
{
    public static ContactView Of(Contact contact) => new(
        contact.Id.Value,
        contact.Name,
        contact.Emails,
        contact.AssignedTo?.Value,
        contact.CreatedAt,
        contact.FollowedBy.Count == 0 ? null : [.. contact.FollowedBy.Select(u => u.Value)]);
}
