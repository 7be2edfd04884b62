using System.Text.Json.Nodes;

namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>Changing, moving and deleting messages.</summary>
internal static class MailWrites
{
    public static GraphReply Patch(GraphRequest request)
    {
        var body = request.Body([.. MessageJson.ContentFields, .. MessageJson.StateFields]);
        return request.Prefer.Told(request.Mailbox.Change(() =>
        {
            var item = request.Item();
            var content = MessageJson.ContentFields.Any(body.ContainsKey) || (item.IsDraft && MessageJson.Properties(body).Keys.Any(MessageJson.IsHeader));
            if (content && !item.IsDraft && request.Settings.RefuseContentEdits)
                throw new GraphError(403, "ErrorAccessDenied", "Changing the content of a message that is no draft needs the permission Mail-Advanced.ReadWrite.");
            // Everything is read before anything is changed.
            var changed = content ? MessageJson.Apply(item.Content, body, item.ModifiedAt) : null;
            var touched = MessageJson.ApplyState(item, body);
            if (changed is not null)
                request.Mailbox.Rewrite(item, changed);
            else if (touched.Count > 0 && !body.ContainsKey("singleValueExtendedProperties"))
                request.Mailbox.Touched(item, touched);
            else
                request.Mailbox.Updated(item);
            return MailReads.Item(request, item);
        }));
    }

    public static GraphReply Delete(GraphRequest request)
    {
        request.Mailbox.Change(() => request.Mailbox.Delete(request.Item()));
        return GraphReply.Empty(204);
    }

    public static GraphReply DeletePermanently(GraphRequest request)
    {
        request.Mailbox.Change(() => request.Mailbox.Remove(request.Item()));
        return GraphReply.Empty(204);
    }

    public static GraphReply Move(GraphRequest request)
    {
        var target = Destination(request);
        return request.Mailbox.Change(() => MailReads.Item(request, request.Mailbox.Move(request.Item(), request.Mailbox.Folder(target)), status: 201));
    }

    public static GraphReply Copy(GraphRequest request)
    {
        var target = Destination(request);
        return request.Mailbox.Change(() => MailReads.Item(request, request.Mailbox.Copy(request.Item(), request.Mailbox.Folder(target)), status: 201));
    }

    private static string Destination(GraphRequest request)
    {
        JsonObject body = request.Body("destinationId", "DestinationId");
        return JsonFields.Text(body, "DestinationId") ?? JsonFields.RequiredText(body, "destinationId");
    }
}
