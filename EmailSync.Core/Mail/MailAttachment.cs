namespace EmailSync.Core.Mail;

/// <summary>One attachment or inline part of a message.</summary>
/// <param name="Id">Stable id within the message: the part's path in the MIME tree, e.g. <c>1.2</c>.</param>
/// <param name="Size">Decoded size in bytes.</param>
/// <param name="ContentId">Content-ID without brackets, for <c>cid:</c> links in the HTML, or null.</param>
/// <param name="OmittedReason">Why the content is not kept, or null where it is.</param>
public sealed record MailAttachment(string Id, string Name, string ContentType, long Size, bool Inline, string? ContentId = null, string? OmittedReason = null);
