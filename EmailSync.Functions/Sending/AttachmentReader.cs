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

    public static IReadOnlyList<AskedAttachment> Read(IReadOnlyList<AttachmentBody?>? bodies, FieldChecks check)
    {
        check.That("attachments", bodies is null || bodies.Count <= Limits.Attachments, $"At most {Limits.Attachments}.");
        var attachments = new List<AskedAttachment>();
        foreach (var (index, body) in (bodies ?? []).Take(Limits.Attachments).Index())
        {
            var field = $"attachments[{index}]";
            if (body is null)
            {
                check.That(field, false, "An attachment, not null.");
                continue;
            }
            check.That(
                field + ".contentId",
                body.ContentId is null || OutgoingAttachment.IsContentId(body.ContentId),
                $"1 to {OutgoingAttachment.MaxContentIdLength} of letters, digits and . _ - + = ~ $ @");
            if (body.Id is not null)
            {
                check.That(field, body.ContentBase64 is null, "Either an id or contentBase64.");
                attachments.Add(new AskedAttachment(null, body.Id, body.ContentId));
                continue;
            }
            check.Text(field + ".name", body.Name, required: true, Limits.AttachmentName);
            check.That(field + ".contentType", IsMediaType(body.ContentType), "A media type such as application/pdf.");
            var content = new byte[(body.ContentBase64?.Length ?? 0) / 4 * 3 + 3];
            var written = 0;
            check.That(
                field + ".contentBase64", body.ContentBase64 is not null && Convert.TryFromBase64String(body.ContentBase64, content, out written), "Base64.");
            attachments.Add(new AskedAttachment(
                new OutgoingAttachment(body.Name ?? "", body.ContentType ?? DefaultType, content.AsMemory(0, written)), null, body.ContentId));
        }
        return attachments;
    }

    public static bool IsMediaType(string? text) => text is null || (text.Length <= 100 && !text.Any(char.IsControl) && MimeKit.ContentType.TryParse(text, out _));

    /// <param name="attachments">As they were asked for.</param>
    /// <param name="location">Whose uploads they are.</param>
    /// <param name="uploads">Where uploads are.</param>
    /// <param name="isRepeated">The request was accepted before: then an upload may have gone since (they are kept for a day), and nobody looks at attachments any more (R35).</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ApiException">
    /// An upload is not there, or is another location's: the two look alike. Or more comes together than a mail can hold: the rest is not even read.
    /// </exception>
    public static async Task<IReadOnlyList<OutgoingAttachment>> ResolveAsync(
        IReadOnlyList<AskedAttachment> attachments,
        LocationId location,
        UploadStore uploads,
        Func<Task<bool>> isRepeated,
        CancellationToken cancellationToken)
    {
        var resolved = new List<OutgoingAttachment>();
        var size = 0L;
        foreach (var (index, asked) in attachments.Index())
        {
            var attachment = asked.Inline ?? await uploads.GetAsync(location, asked.Upload!, cancellationToken);
            if (attachment is null && await isRepeated())
                return [];
            if (attachment is null)
                throw Refused("unknown_attachment", $"attachments[{index}].id", "An attachment names an upload that is not there.");
            size += attachment.Content.Length;
            if (size > RequestLimits.MessageBytes)
                throw Refused("message_too_large", $"attachments[{index}]", "The attachments together are larger than 25 MB, the most that is sent.");
            resolved.Add(attachment with { ContentId = asked.ContentId });
        }
        return resolved;
    }

    private static ApiException Refused(string code, string field, string detail) =>
        new(new ApiProblem(StatusCodes.Status422UnprocessableEntity, code, detail, [new FieldError(field, detail)]));
}
