using System.Net;
using System.Text.Json.Nodes;

namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>What Exchange puts into an answer or a forward: recipients, subject, threading, the quoted mail.</summary>
internal static class AnswerContent
{
    public static MessageContent Of(MessageItem parent, DraftKind kind, JsonObject body, GraphMailbox mailbox)
    {
        var original = parent.Content;
        var references = string.Join(' ', new[] { original.References ?? original.InReplyTo, parent.MessageIdHeader }.Where(id => !string.IsNullOrWhiteSpace(id)));
        var content = new MessageContent
        {
            Subject = Prefixed(kind == DraftKind.Forward ? "FW: " : "RE: ", original.Subject),
            To = kind == DraftKind.Forward ? MessageJson.People(body, "toRecipients") ?? [] : To(parent, kind, mailbox),
            Cc = kind == DraftKind.ReplyAll ? Others(original.Cc, mailbox) : [],
            InReplyTo = parent.MessageIdHeader,
            References = references.Length > 0 ? references : null,
            IsHtml = true,
            Attachments = kind == DraftKind.Forward ? original.Attachments : [],
        };
        var quote = "<hr><div><b>From:</b> " + WebUtility.HtmlEncode(original.From?.Address ?? "") + "<br><b>Subject:</b> "
            + WebUtility.HtmlEncode(original.Subject) + "</div><br>" + BodyText.Html(original, allowUnsafe: false);
        content = content with { Body = $"<html><body><div>{WebUtility.HtmlEncode(JsonFields.Text(body, "comment") ?? "")}</div>{quote}</body></html>" };
        if (JsonFields.Object(body, "message") is not { } message)
            return content;
        var changed = MessageJson.Apply(content, message, parent.ModifiedAt);
        if (!message.ContainsKey("body"))
            return changed;
        var own = changed.IsHtml ? changed.Body : WebUtility.HtmlEncode(changed.Body).ReplaceLineEndings("<br>\r\n");
        return changed with { Body = own + quote, IsHtml = true };
    }

    private static IReadOnlyList<GraphRecipient> To(MessageItem parent, DraftKind kind, GraphMailbox mailbox)
    {
        var original = parent.Content;
        // An answer to one's own mail goes to those it went to.
        if (!parent.IsReceived)
            return original.To;
        IReadOnlyList<GraphRecipient> author = original.ReplyTo.Count > 0 ? original.ReplyTo : original.From is { } from ? [from] : [];
        return kind == DraftKind.Reply
            ? author
            : [.. author, .. Others(original.To, mailbox).ExceptBy(author.Select(person => person.Address), person => person.Address)];
    }

    private static IReadOnlyList<GraphRecipient> Others(IEnumerable<GraphRecipient> people, GraphMailbox mailbox) =>
        [.. people.Where(person => !mailbox.Owns(person.Address))];

    private static string Prefixed(string prefix, string subject) =>
        subject.StartsWith(prefix.TrimEnd(), StringComparison.OrdinalIgnoreCase) ? subject : prefix + subject;
}
