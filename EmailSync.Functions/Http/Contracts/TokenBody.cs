using System.ComponentModel.DataAnnotations;
using EmailSync.Functions.OpenApi;

namespace EmailSync.Functions.Http.Contracts;

/// <param name="Scopes">What the token is for: <c>read</c>, <c>send</c>, <c>mailbox</c>.</param>
/// <param name="ExpiresIn">Seconds; 900 when absent.</param>
[Example("""{ "scopes": ["read", "send"], "expiresIn": 900 }""")]
public sealed record TokenBody(
    [property: Required, Schema("""{ "type": "array", "minItems": 1, "maxItems": 3, "items": { "type": "string", "enum": ["read", "send", "mailbox"] } }""")]
    IReadOnlyList<string?>? Scopes,
    [property: Range(1, TokenBody.Longest)] int? ExpiresIn)
{
    /// <summary>An hour.</summary>
    internal const int Longest = 60 * 60;
}
