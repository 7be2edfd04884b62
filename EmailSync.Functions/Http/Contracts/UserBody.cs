using System.ComponentModel.DataAnnotations;
using EmailSync.Functions.OpenApi;

namespace EmailSync.Functions.Http.Contracts;

/// <param name="Email">An address that is the user's own: mail among users does not sync (R15).</param>
/// <param name="Aliases">Further ones.</param>
[Example("""{ "name": "Ana", "email": "ana@brightdental.example", "aliases": [] }""")]
public sealed record UserBody(
    [property: StringLength(Limits.Name)] string? Name,
    [property: Required, EmailAddress] string? Email,
    [property: MaxLength(Limits.Emails)] IReadOnlyList<string>? Aliases);
