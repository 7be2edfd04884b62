namespace EmailSync.Functions.Http.Contracts;

/// <param name="Secret"><c>whsec_</c> and base64 of 24 to 64 bytes; write-only.</param>
public sealed record WebhookBody(string? Url, string? Secret);
