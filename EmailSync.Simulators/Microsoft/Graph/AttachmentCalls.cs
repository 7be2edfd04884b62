using System.Text.Json.Nodes;

namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>Attachments over HTTP; big ones by <see cref="UploadSessions"/>.</summary>
internal sealed class AttachmentCalls(UploadSessions uploads)
{
    public static GraphReply List(GraphRequest request)
    {
        var query = ODataQuery.Read(request.Call, "select", "top", "skip");
        return request.Mailbox.Read(() =>
        {
            var item = request.Item();
            var page = item.Content.Attachments.Skip(query.Skip).Take(query.Top ?? int.MaxValue);
            return GraphReply.Json(new JsonObject
            {
                ["@odata.context"] = request.Context($"messages('{request.Id(item)}')/attachments"),
                ["value"] = new JsonArray([.. page.Select(attachment => Selected(AttachmentJson.Of(attachment, item, request), query.Select))]),
            });
        });
    }

    public static GraphReply Get(GraphRequest request)
    {
        var query = ODataQuery.Read(request.Call, "select");
        return request.Mailbox.Read(() =>
        {
            var item = request.Item();
            return GraphReply.Json(Selected(AttachmentJson.Of(AttachmentJson.Find(item, request.Route["attachment"], request), item, request), query.Select));
        });
    }

    public static GraphReply Value(GraphRequest request) => request.Mailbox.Read(() =>
    {
        var attachment = AttachmentJson.Find(request.Item(), request.Route["attachment"], request);
        return new GraphReply(200, attachment.Bytes(), attachment.IsItem ? "text/plain" : attachment.ContentType);
    });

    public static GraphReply Add(GraphRequest request)
    {
        var body = GraphRequest.Parse(request.Call.Body);
        return request.Mailbox.Change(() =>
        {
            var item = Draft(request);
            var attachment = AttachmentJson.Read(body, GraphMailbox.NextAttachment(item), request.Mailbox.Time);
            request.Mailbox.Attach(item, attachment);
            return GraphReply.Json(AttachmentJson.Of(attachment, item, request), 201);
        });
    }

    public static GraphReply Delete(GraphRequest request)
    {
        request.Mailbox.Change(() =>
        {
            var item = Draft(request);
            var attachment = AttachmentJson.Find(item, request.Route["attachment"], request);
            request.Mailbox.Rewrite(item, item.Content with { Attachments = [.. item.Content.Attachments.Where(known => known.Number != attachment.Number)] });
        });
        return GraphReply.Empty(204);
    }

    public GraphReply CreateSession(GraphRequest request)
    {
        var body = request.Body("AttachmentItem", "attachmentItem");
        var wanted = JsonFields.Object(body, "AttachmentItem") ?? JsonFields.Object(body, "attachmentItem")
            ?? throw ODataQuery.Bad("The property 'AttachmentItem' is required.");
        JsonFields.Check(wanted, ["attachmentType", "name", "size", "contentType", "isInline", "contentId"]);
        if (!string.Equals(JsonFields.RequiredText(wanted, "attachmentType"), "file", StringComparison.OrdinalIgnoreCase))
            throw ODataQuery.Bad("Only files can be uploaded.");
        var size = JsonFields.Number(wanted, "size") ?? throw ODataQuery.Bad("The property 'size' is required.");
        return request.Mailbox.Read(() =>
        {
            var file = new UploadedFile(
                JsonFields.RequiredText(wanted, "name"),
                JsonFields.Text(wanted, "contentType") is { Length: > 0 } type ? type : "application/octet-stream",
                JsonFields.Flag(wanted, "isInline") ?? false,
                JsonFields.Text(wanted, "contentId"),
                size);
            return uploads.Open(request, Draft(request), file);
        });
    }

    private static MessageItem Draft(GraphRequest request)
    {
        var item = request.Item();
        return item.IsDraft
            ? item
            : throw new GraphError(403, "ErrorAccessDenied", "Changing the content of a message that is no draft needs the permission Mail-Advanced.ReadWrite.");
    }

    private static JsonObject Selected(JsonObject json, IReadOnlyList<string>? select)
    {
        foreach (var (name, _) in json.ToArray())
        {
            if (select is not null && !name.StartsWith('@') && name != "id" && !select.Contains(name, StringComparer.OrdinalIgnoreCase))
                json.Remove(name);
        }

        return json;
    }
}
