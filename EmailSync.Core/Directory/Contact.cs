using EmailSync.Core.Conversations;

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
    DateTimeOffset CreatedAt)
{
    /// <summary>Users who logged a mail to the contact with their logging address (R14): for R11 as good as being assigned. The CRM cannot take them back.</summary>
    public IReadOnlyList<UserId> FollowedBy { get; init; } = [];

    /// <summary>Where its mail is kept; the store gives it to a contact that is made, and whoever changes the contact cannot take it away.</summary>
    public ConversationKey Conversation { get; init; }

    /// <summary>The contact that R14 had made and whose conversation this one has taken over; null for none.</summary>
    public ContactId? Adopted { get; init; }

    /// <summary>The contact that is taking this one's conversation over; null for none. It ends with this contact being gone.</summary>
    public ContactId? AdoptedBy { get; init; }

    /// <summary>Names the stored state; null on one that is not stored.</summary>
    public string? Version { get; init; }

    /// <inheritdoc cref="AddressOwner.CreatedFor"/>
    public string? CreatedFor { get; init; }
}
