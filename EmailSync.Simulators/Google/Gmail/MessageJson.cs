using System.Text.Json.Nodes;
using EmailSync.Simulators.Mail;
using MimeKit;

namespace EmailSync.Simulators.Google.Gmail;

/// <summary>Messages as the API writes them: 64-bit numbers are strings, empty lists are absent.</summary>
internal static class MessageJson
{
    private static readonly string[] addressHeaders = ["From", "To", "Cc", "Bcc", "Reply-To", "Sender"];

    public static JsonObject Reference(GmailMessage message) => new() { ["id"] = message.Id, ["threadId"] = message.ThreadId };

    public static JsonObject WithLabels(GmailMessage message) => WithLabels(message.Id, message.ThreadId, message.Labels);

    public static JsonObject WithLabels(string id, string threadId, IReadOnlyList<string> labels)
    {
        var json = new JsonObject { ["id"] = id, ["threadId"] = threadId };
        if (labels.Count > 0)
            json["labelIds"] = Strings(labels);
        return json;
    }

    public static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(value => (JsonNode)JsonValue.Create(value)!)]);

    public static JsonObject Render(GmailMessage message, GmailRequest request, string format)
    {
        var json = WithLabels(message);
        json["snippet"] = message.Snippet;
        json["sizeEstimate"] = message.Mail.Bytes.Length;
        json["historyId"] = GmailIds.Text(message.HistoryId);
        json["internalDate"] = GmailIds.Text(message.InternalDate);
        switch (format)
        {
            case "minimal":
                break;
            case "metadata":
                json["payload"] = Metadata(message, request.Call.Values("metadataHeaders"));
                break;
            case "raw":
                json["raw"] = GmailIds.Base64Url(message.Mail.Bytes);
                break;
            case "full":
                json["payload"] = Payload(message, request.Settings);
                break;
            default:
                throw GoogleError.BadRequest($"Invalid value at 'format' (TYPE_ENUM), \"{format}\"");
        }

        return json;
    }

    public static MimeEntity? Part(GmailMessage message, string partId)
    {
        var entity = MessageBody.Parse(message.Mail.Bytes);
        foreach (var step in partId.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if (entity is not Multipart multipart || !int.TryParse(step, out var index) || index < 0 || index >= multipart.Count)
                return null;
            entity = multipart[index];
        }

        return entity;
    }

    private static JsonObject Metadata(GmailMessage message, IReadOnlyList<string> wanted)
    {
        var headers = message.Mail.Headers.Where(header => wanted.Count == 0 || wanted.Any(header.Is)).ToArray();
        var json = new JsonObject { ["mimeType"] = MimeType(message.Mail) };
        if (headers.Length > 0)
            json["headers"] = Headers(headers);
        return json;
    }

    private static JsonObject Payload(GmailMessage message, GoogleSettings settings)
    {
        var body = MessageBody.Parse(message.Mail.Bytes);
        var json = body is null
            ? new JsonObject { ["partId"] = "", ["mimeType"] = "text/plain", ["filename"] = "", ["body"] = new JsonObject { ["size"] = 0 } }
            : Part(message, body, "", settings);
        json["headers"] = Headers(message.Mail.Headers);
        return json;
    }

    private static JsonObject Part(GmailMessage message, MimeEntity entity, string partId, GoogleSettings settings)
    {
        var json = new JsonObject
        {
            ["partId"] = partId,
            ["mimeType"] = entity.ContentType.MimeType.ToLowerInvariant(),
            ["filename"] = entity.ContentDisposition?.FileName ?? entity.ContentType.Name ?? "",
        };
        if (entity.Headers.Count > 0)
            json["headers"] = new JsonArray([.. entity.Headers.Select(header => Header(header.Field, header.Value))]);
        if (entity is Multipart multipart)
        {
            json["body"] = new JsonObject { ["size"] = 0 };
            if (multipart.Count > 0)
            {
                var prefix = partId.Length == 0 ? "" : partId + ".";
                json["parts"] = new JsonArray([.. multipart.Select((child, index) => Part(message, child, $"{prefix}{index}", settings))]);
            }

            return json;
        }

        var content = MessageBody.Content(entity);
        var inline = entity is TextPart && json["filename"]!.GetValue<string>().Length == 0 && content.Length <= settings.MaxInlineBodyBytes;
        var body = new JsonObject { ["size"] = content.Length };
        if (!inline)
            body["attachmentId"] = AttachmentId.Make(message.Id, partId);
        else if (content.Length > 0)
            body["data"] = GmailIds.Base64Url(content);
        json["body"] = body;
        return json;
    }

    private static JsonArray Headers(IEnumerable<RawHeader> headers) => new([.. headers.Select(header => Header(header.Name, header.Value))]);

    private static JsonObject Header(string name, string value) => new JsonObject
    {
        ["name"] = name,
        ["value"] = addressHeaders.Contains(name, StringComparer.OrdinalIgnoreCase) ? MailHeaders.DecodeAddresses(value) : MailHeaders.Decode(value),
    };

    private static string MimeType(RawMail mail) =>
        mail.Header("Content-Type") is { } value && ContentType.TryParse(value, out var type) ? type.MimeType.ToLowerInvariant() : "text/plain";
}
