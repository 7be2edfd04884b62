using System.Text;
using System.Text.Json.Nodes;
using EmailSync.Simulators.Mail;

namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>Drafts and sending over HTTP, by JSON or MIME.</summary>
internal sealed class DraftCalls(GraphOutbox outbox)
{
    private static readonly string[] fields = [.. MessageJson.ContentFields, .. MessageJson.StateFields, .. MessageJson.CreateFields];

    public static GraphReply Create(GraphRequest request)
    {
        var mime = Mime(request);
        var body = mime is null ? request.Body(fields) : [];
        return request.Prefer.Told(request.Mailbox.Change(() =>
        {
            var folder = request.FolderOrAll?.Id;
            if (mime is not null)
                return MailReads.Item(request, request.Mailbox.CreateDraft(mime, folder), status: 201);
            var item = request.Mailbox.CreateDraft(MessageJson.Apply(new MessageContent(), body, request.Mailbox.Time), folderId: folder);
            MessageJson.ApplyState(item, body);
            return MailReads.Item(request, item, status: 201);
        }));
    }

    public GraphReply Send(GraphRequest request)
    {
        outbox.SendDraft(request.Mailbox, request.Item);
        return GraphReply.Empty(202);
    }

    public GraphReply SendMail(GraphRequest request)
    {
        if (Mime(request) is { } mime)
        {
            outbox.SendNew(request.Mailbox, mime, keep: true);
            return GraphReply.Empty(202);
        }

        // The names come in both spellings, from older clients with a capital.
        var body = request.Body("message", "Message", "saveToSentItems", "SaveToSentItems");
        var message = JsonFields.Object(body, "message") ?? JsonFields.Object(body, "Message") ?? throw ODataQuery.Bad("The property 'message' is required.");
        JsonFields.Check(message, fields);
        var keep = JsonFields.Flag(body, "saveToSentItems") ?? JsonFields.Flag(body, "SaveToSentItems") ?? true;
        outbox.SendNew(request.Mailbox, MessageJson.Apply(new MessageContent(), message, request.Mailbox.Time), null, keep);
        return GraphReply.Empty(202);
    }

    public static GraphReply CreateReply(GraphRequest request) => Created(request, DraftKind.Reply);

    public static GraphReply CreateReplyAll(GraphRequest request) => Created(request, DraftKind.ReplyAll);

    public static GraphReply CreateForward(GraphRequest request) => Created(request, DraftKind.Forward);

    public GraphReply Reply(GraphRequest request) => SentAtOnce(request, DraftKind.Reply);

    public GraphReply ReplyAll(GraphRequest request) => SentAtOnce(request, DraftKind.ReplyAll);

    public GraphReply Forward(GraphRequest request) => SentAtOnce(request, DraftKind.Forward);

    private static GraphReply Created(GraphRequest request, DraftKind kind)
    {
        var body = Answer(request, kind);
        return request.Prefer.Told(request.Mailbox.Change(() =>
        {
            var parent = request.Item();
            var item = request.Mailbox.CreateDraft(AnswerContent.Of(parent, kind, body, request.Mailbox), parent);
            return MailReads.Item(request, item, status: 201);
        }));
    }

    private GraphReply SentAtOnce(GraphRequest request, DraftKind kind)
    {
        var body = Answer(request, kind);
        var (parent, content) = request.Mailbox.Read(() =>
        {
            var item = request.Item();
            return (item, AnswerContent.Of(item, kind, body, request.Mailbox));
        });
        outbox.SendNew(request.Mailbox, content, parent, keep: true);
        return GraphReply.Empty(202);
    }

    private static JsonObject Answer(GraphRequest request, DraftKind kind)
    {
        if (request.Call.Body.Length == 0)
            return [];
        string[] usual = ["comment", "message", "Comment", "Message"];
        var body = request.Body(kind == DraftKind.Forward ? [.. usual, "toRecipients", "ToRecipients"] : usual);
        foreach (var name in (string[])["Comment", "Message", "ToRecipients"])
        {
            if (body.Remove(name, out var value))
                body[char.ToLowerInvariant(name[0]) + name[1..]] = value;
        }

        if (JsonFields.Object(body, "message") is { } message)
        {
            JsonFields.Check(message, fields);
            if (JsonFields.Text(body, "comment") is not null && message.ContainsKey("body"))
                throw new GraphError(400, "ErrorInvalidRequest", "Specify either a comment or the body of the message, not both.");
        }

        return body;
    }

    /// <summary>The mail of a text/plain body: base64 of MIME. Null for JSON.</summary>
    private static RawMail? Mime(GraphRequest request)
    {
        if (request.Call.MediaType != "text/plain")
            return null;
        byte[] bytes;
        try
        {
            bytes = Convert.FromBase64String(Encoding.ASCII.GetString(request.Call.Body));
        }
        catch (FormatException)
        {
            throw new GraphError(400, "ErrorMimeContentInvalidBase64String", "Invalid base64 string for MIME content.");
        }

        var mail = RawMail.Parse(bytes);
        return mail.Headers.Count > 0 ? mail : throw new GraphError(400, "ErrorMimeContentInvalid", "The MIME content is invalid.");
    }
}
