using EmailSync.Core.Mail;

namespace EmailSync.Functions.Sending;

/// <summary>An attachment of a request to send: its content, or the id of an upload.</summary>
internal sealed record AskedAttachment(OutgoingAttachment? Inline, string? Upload, string? ContentId);
