using System.Text.Json.Nodes;

namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>Attachments as JSON, and attachments read from JSON.</summary>
internal static class AttachmentJson
{
    /// <summary>What one request may bring; bigger files take an upload session.</summary>
    public const int MaxInRequest = 3 * 1024 * 1024;

    private static readonly string[] fields =
        ["name", "contentType", "contentBytes", "isInline", "contentId", "contentLocation", "size", "id", "lastModifiedDateTime", "item"];

    public static JsonObject Of(GraphAttachment attachment, MessageItem item, GraphRequest request, bool withBytes = true)
    {
        var bytes = attachment.Bytes();
        var json = new JsonObject
        {
            ["@odata.type"] = attachment.IsItem ? "#microsoft.graph.itemAttachment" : "#microsoft.graph.fileAttachment",
            ["@odata.mediaContentType"] = attachment.ContentType,
            ["id"] = Id(attachment, item, request),
            ["lastModifiedDateTime"] = ItemJson.Time(attachment.ModifiedAt),
            ["name"] = attachment.Name,
            ["contentType"] = attachment.IsItem ? null : attachment.ContentType,
            ["size"] = bytes.Length,
            ["isInline"] = attachment.IsInline,
        };
        if (attachment.IsItem)
            return json;
        json["contentId"] = attachment.ContentId;
        json["contentLocation"] = null;
        if (withBytes)
            json["contentBytes"] = Convert.ToBase64String(bytes);
        return json;
    }

    public static string Id(GraphAttachment attachment, MessageItem item, GraphRequest request) =>
        request.Mailbox.Ids.Attachment(request.Id(item), attachment.Number);

    public static GraphAttachment Find(MessageItem item, string id, GraphRequest request)
    {
        foreach (var attachment in item.Content.Attachments)
        {
            if (Id(attachment, item, request) == id || request.Mailbox.Ids.Attachment(item.Id, attachment.Number) == id)
                return attachment;
        }

        throw GraphIds.IsWellFormed(id)
            ? new GraphError(404, "ErrorItemNotFound", "The specified object was not found in the store.")
            : new GraphError(400, "ErrorInvalidIdMalformed", "Id is malformed.");
    }

    public static GraphAttachment Read(JsonObject json, int number, DateTimeOffset now)
    {
        JsonFields.Check(json, fields);
        switch (JsonFields.RequiredText(json, "@odata.type").TrimStart('#'))
        {
            case "microsoft.graph.fileAttachment":
                var bytes = Decode(JsonFields.RequiredText(json, "contentBytes"));
                return new GraphAttachment(
                    number,
                    JsonFields.RequiredText(json, "name"),
                    JsonFields.Text(json, "contentType") is { Length: > 0 } type ? type : "application/octet-stream",
                    JsonFields.Flag(json, "isInline") ?? false,
                    JsonFields.Text(json, "contentId"),
                    IsItem: false,
                    now,
                    () => bytes);
            case "microsoft.graph.itemAttachment":
                var item = JsonFields.Object(json, "item") ?? throw ODataQuery.Bad("The property 'item' is required.");
                if (item["@odata.type"]?.GetValue<string>() is { } kind && kind.TrimStart('#') != "microsoft.graph.message")
                    throw ODataQuery.Bad("Only messages can be attached as items here.");
                var mime = ContentWriter.Write(MessageJson.Apply(new MessageContent(), item, now)).Bytes;
                return new GraphAttachment(number, JsonFields.RequiredText(json, "name"), "message/rfc822", IsInline: false, null, IsItem: true, now, () => mime);
            case var other:
                throw ODataQuery.Bad($"Attachments of the type '{other}' cannot be made here.");
        }
    }

    private static byte[] Decode(string text)
    {
        try
        {
            var bytes = Convert.FromBase64String(text);
            return bytes.Length < MaxInRequest
                ? bytes
                : throw new GraphError(413, "ErrorMessageSizeExceeded", "The attachment is too large for one request: use an upload session.");
        }
        catch (FormatException)
        {
            throw ODataQuery.Bad("Cannot convert the value of 'contentBytes' to the type that it must have.");
        }
    }
}
