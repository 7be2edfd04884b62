namespace EmailSync.Functions.Http.Contracts;

/// <summary>Either the content itself, or the id of an upload.</summary>
/// <param name="ContentId">What <c>cid:</c> links of the HTML name it by.</param>
public sealed record AttachmentBody(string? Name, string? ContentType, string? ContentBase64, string? Id, string? ContentId);
