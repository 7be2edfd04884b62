namespace EmailSync.Functions.Http.Contracts;

/// <summary>Either the content itself, or the id of an upload.</summary>
public sealed record AttachmentBody(string? Name, string? ContentType, string? ContentBase64, string? Id);
