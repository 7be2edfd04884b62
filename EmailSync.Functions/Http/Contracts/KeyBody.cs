using System.ComponentModel.DataAnnotations;
using EmailSync.Functions.OpenApi;

namespace EmailSync.Functions.Http.Contracts;

/// <param name="Name">For people; absent for none.</param>
[Example("""{ "name": "CRM back end" }""")]
public sealed record KeyBody([property: StringLength(Limits.Name)] string? Name);
