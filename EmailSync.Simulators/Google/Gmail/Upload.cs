using System.Text.Json.Nodes;
using EmailSync.Simulators.Mail;
using MimeKit;

namespace EmailSync.Simulators.Google.Gmail;

/// <summary>The mail of a send or draft call, from JSON or from an upload.</summary>
internal sealed record Upload(RawMail? Mail, JsonObject Metadata)
{
    public const int MaxUpload = 36_700_160;
    public const int MaxMail = 25 * 1024 * 1024;

    /// <summary>Reads {raw, threadId} or, on the upload path, message/rfc822 alone or beside JSON metadata.</summary>
    public static Upload Read(GmailRequest request, bool nestedMessage, params string[] outer)
    {
        var json = request.Value("uploadType") switch
        {
            null => GmailRequest.Check(GmailRequest.Parse(request.Call.Body), nestedMessage ? ["message", "id", .. outer] : messageFields),
            "media" => Media(request),
            "multipart" => Multipart(request),
            var other => throw GoogleError.BadRequest($"Upload type {other} is not supported here."),
        };
        var message = nestedMessage ? json["message"] as JsonObject : json;
        if (message is null)
            return new Upload(null, json);
        GmailRequest.Check(message, messageFields);
        var raw = GmailRequest.Text(message, "raw");
        return raw is null ? new Upload(null, json) : new Upload(Bounded(raw), json);

        JsonObject Media(GmailRequest call)
        {
            if (MediaType(call.Call.ContentType) != "message/rfc822")
                throw GoogleError.BadRequest($"Media type '{MediaType(call.Call.ContentType)}' is not supported. Valid media types: [message/*]");
            return Wrap(new JsonObject { ["raw"] = GmailIds.Base64Url(call.Call.Body) });
        }

        JsonObject Multipart(GmailRequest call)
        {
            var (metadata, mime) = Parts(call.Call);
            var inner = nestedMessage ? metadata["message"] as JsonObject ?? [] : metadata;
            inner["raw"] = GmailIds.Base64Url(mime);
            if (!nestedMessage)
                return metadata;
            metadata["message"] = inner.Parent is null ? inner : inner.DeepClone();
            return metadata;
        }

        JsonObject Wrap(JsonObject inner) => nestedMessage ? new JsonObject { ["message"] = inner } : inner;
    }

    private static readonly string[] messageFields = ["raw", "threadId", "id", "labelIds"];

    private static RawMail Bounded(string raw)
    {
        if (GmailIds.FromBase64(raw) is not { Length: > 0 } bytes)
            throw GoogleError.BadRequest("Invalid value at 'raw' (TYPE_BYTES), Base64 decoding failed");
        if (bytes.Length > MaxUpload)
            throw new GoogleError(413, "uploadTooLarge", $"Request is too large; the limit is {MaxUpload} bytes.");
        return RawMail.Parse(bytes);
    }

    private static string MediaType(string? contentType) => (contentType ?? "").Split(';')[0].Trim().ToLowerInvariant();

    private static (JsonObject Metadata, byte[] Mime) Parts(GoogleCall call)
    {
        if (MultipartBody.Parse(call.ContentType, call.Body) is not [MimePart first, var second])
            throw GoogleError.BadRequest("A multipart upload has two parts: JSON metadata and the message.");
        return (GmailRequest.Parse(MessageBody.Content(first)), MessageBody.Content(second));
    }
}
