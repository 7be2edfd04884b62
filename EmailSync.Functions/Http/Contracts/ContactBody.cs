using System.ComponentModel.DataAnnotations;
using EmailSync.Functions.OpenApi;

namespace EmailSync.Functions.Http.Contracts;

/// <param name="AssignedTo">The user who looks after the contact.</param>
/// <param name="CreatedAt">Decides who owns an address that several contacts share (R21); the first PUT when absent.</param>
/// <param name="Adopts">The contact made by a logging address (R14) whose conversation this one takes over.</param>
[Example("""{ "name": "Ben", "emails": ["ben@mail.example"], "assignedTo": "ana" }""")]
public sealed record ContactBody(
    [property: StringLength(Limits.Name)] string? Name,
    [property: MaxLength(Limits.Emails)] IReadOnlyList<string>? Emails,
    string? AssignedTo,
    DateTimeOffset? CreatedAt,
    string? Adopts = null);
