namespace EmailSync.Core.Directory.Imports;

/// <summary>A line of an import that has been judged good.</summary>
/// <param name="CreatedAt">Null where the CRM does not say.</param>
public sealed record ImportedContact(string Id, string Name, IReadOnlyList<string> Emails, string? AssignedTo, DateTimeOffset? CreatedAt)
{
    /// <summary>The contact as it shall be. R21: one that is new was created when the import was accepted, at every attempt.</summary>
    public Contact Over(Contact? before, LocationId location, DateTimeOffset acceptedAt) => new(
        location, new ContactId(Id), Name, Emails, AssignedTo is { } user ? new UserId(user) : null, CreatedAt ?? before?.CreatedAt ?? acceptedAt)
    {
        FollowedBy = before?.FollowedBy ?? [],
        CreatedFor = before?.CreatedFor,
        Adopted = before?.Adopted,
        AdoptedBy = before?.AdoptedBy,
    };
}
