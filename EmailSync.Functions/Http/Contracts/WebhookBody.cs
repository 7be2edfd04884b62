using System.ComponentModel.DataAnnotations;

namespace EmailSync.Functions.Http.Contracts;

/// <param name="Url">https; http on this machine only.</param>
/// <param name="Secret"><c>whsec_</c> and base64 of 24 to 64 bytes; write-only. Left out, the one that is there stays.</param>
public sealed record WebhookBody([property: Required, StringLength(2000)] string? Url, string? Secret);
