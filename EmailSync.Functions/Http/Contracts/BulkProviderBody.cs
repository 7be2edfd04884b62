using System.ComponentModel.DataAnnotations;
using EmailSync.Core.Directory;

namespace EmailSync.Functions.Http.Contracts;

/// <summary>The location's own mail service.</summary>
/// <param name="Password">Write-only; left out, the one that we have stays, as long as host and user do.</param>
/// <param name="PerMinute">Mails to many per minute; null for as many as it takes.</param>
public sealed record BulkProviderBody(
    [property: Required] string? Host,
    [property: Range(1, 65_535)] int? Port,
    ProviderSecurity? Security,
    string? User,
    string? Password,
    [property: Required, EmailAddress] string? From,
    int? PerMinute);
