using System.ComponentModel.DataAnnotations;

namespace EmailSync.Functions.Http.Contracts;

/// <summary>Either the content itself, or the id of an upload.</summary>
/// <param name="ContentType">A media type; needed beside the content.</param>
/// <param name="Id">Of an upload (<c>POST …/attachments</c>).</param>
/// <param name="ContentId">What <c>cid:</c> links of the HTML name it by.</param>
public sealed record AttachmentBody(
    [property: StringLength(Limits.AttachmentName)] string? Name,
    string? ContentType,
    [property: Base64String] string? ContentBase64,
    string? Id,
    string? ContentId);
