using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Storage;
using EmailSync.Functions.Http;
using EmailSync.Functions.Http.Contracts;
using Microsoft.AspNetCore.Http;

namespace EmailSync.Functions.Sending;

/// <summary>Attachments of a request to send: inside it, or uploaded before.</summary>
internal static class AttachmentReader
{
    private const string DefaultType = "application/octet-stream";

    /// <summary>For each attachment its content, or the id of an upload.</summary>
    public static IReadOnlyList<(OutgoingAttachment? Inline, string? Upload)> Read(IReadOnlyList<AttachmentBody?>? bodies, FieldChecks check)
    {
        check.That("attachments", bodies is null || bodies.Count <= Limits.Attachments, $"At most {Limits.Attachments}.");
        var attachments = new List<(OutgoingAttachment?, string?)>();
        foreach (var (index, body) in (bodies ?? []).Take(Limits.Attachments).Index())
        {
            var field = $"attachments[{index}]";
            if (body is null)
            {
                check.That(field, false, "An attachment, not null.");
                continue;
            }
            if (body.Id is not null)
            {
                check.That(field, body.ContentBase64 is null, "Either an id or contentBase64.");
                attachments.Add((null, body.Id));
                continue;
            }
            check.Text(field + ".name", body.Name, required: true, Limits.AttachmentName);
            check.That(field + ".contentType", IsMediaType(body.ContentType), "A media type such as application/pdf.");
            var content = new byte[(body.ContentBase64?.Length ?? 0) / 4 * 3 + 3];
            var written = 0;
            check.That(
                field + ".contentBase64", body.ContentBase64 is not null && Convert.TryFromBase64String(body.ContentBase64, content, out written), "Base64.");
            attachments.Add((new OutgoingAttachment(body.Name ?? "", body.ContentType ?? DefaultType, content.AsMemory(0, written)), null));
        }
        return attachments;
    }

    public static bool IsMediaType(string? text) => text is null || (text.Length <= 100 && MimeKit.ContentType.TryParse(text, out _));

    /// <exception cref="ApiException">An upload is not there, or is another location's: the two look alike.</exception>
    public static async Task<IReadOnlyList<OutgoingAttachment>> ResolveAsync(
        IReadOnlyList<(OutgoingAttachment? Inline, string? Upload)> attachments,
        LocationId location,
        UploadStore uploads,
        CancellationToken cancellationToken)
    {
        var resolved = new List<OutgoingAttachment>();
        foreach (var (inline, upload) in attachments)
        {
            resolved.Add(inline ?? await uploads.GetAsync(location, upload!, cancellationToken) ?? throw new ApiException(new ApiProblem(
                StatusCodes.Status422UnprocessableEntity, "unknown_attachment", "An attachment names an upload that is not there.")));
        }
        return resolved;
    }
}
