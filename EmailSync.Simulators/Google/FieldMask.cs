using System.Text.Json.Nodes;

namespace EmailSync.Simulators.Google;

/// <summary>The fields= selector of partial responses: a,b/c,d(e,f). A selector that cannot be read or names nothing known is refused.</summary>
internal sealed class FieldMask
{
    private static readonly HashSet<string> known = new(
        [
            "id", "threadId", "labelIds", "snippet", "historyId", "internalDate", "sizeEstimate", "payload", "raw", "headers", "name", "value", "parts",
            "partId", "mimeType", "filename", "body", "size", "data", "attachmentId", "messages", "nextPageToken", "resultSizeEstimate", "history",
            "messagesAdded", "messagesDeleted", "labelsAdded", "labelsRemoved", "message", "drafts", "threads", "labels", "type", "messagesTotal",
            "messagesUnread", "threadsTotal", "emailAddress", "expiration", "sendAs", "sendAsEmail", "displayName", "replyToAddress", "signature",
            "isPrimary", "isDefault", "treatAsAlias", "verificationStatus",
        ],
        StringComparer.Ordinal);

    private readonly Dictionary<string, FieldMask?> fields = new(StringComparer.Ordinal);

    public static FieldMask Parse(string text)
    {
        var position = 0;
        var mask = List(text, ref position, 0);
        return position == text.Length ? mask : throw Invalid(text);
    }

    public JsonNode Apply(JsonNode node) => node switch
    {
        JsonObject json => Apply(json),
        JsonArray array => new JsonArray([.. array.OfType<JsonNode>().Select(Apply)]),
        _ => node.DeepClone(),
    };

    private JsonObject Apply(JsonObject json)
    {
        var result = new JsonObject();
        foreach (var (name, value) in json)
        {
            if (value is not null && (fields.TryGetValue(name, out var inner) || fields.TryGetValue("*", out inner)))
                result[name] = inner is null ? value.DeepClone() : inner.Apply(value);
        }

        return result;
    }

    private static FieldMask List(string text, ref int position, int depth)
    {
        var mask = new FieldMask();
        if (depth > 20)
            throw Invalid(text);
        do
        {
            Item(mask, text, ref position, depth);
        }
        while (position < text.Length && text[position] == ',' && ++position > 0);
        return mask;
    }

    private static void Item(FieldMask mask, string text, ref int position, int depth)
    {
        var start = position;
        while (position < text.Length && (char.IsAsciiLetterOrDigit(text[position]) || text[position] == '*'))
            position++;
        var name = text[start..position];
        if (name != "*" && !known.Contains(name))
            throw Invalid(name.Length > 0 ? name : text);
        FieldMask? inner = null;
        if (position < text.Length && text[position] == '/')
        {
            position++;
            inner = new FieldMask();
            if (depth > 20)
                throw Invalid(text);
            Item(inner, text, ref position, depth + 1);
        }
        else if (position < text.Length && text[position] == '(')
        {
            position++;
            inner = List(text, ref position, depth + 1);
            if (position >= text.Length || text[position++] != ')')
                throw Invalid(text);
        }

        if (mask.fields.TryGetValue(name, out var earlier) && earlier is not null && inner is not null)
        {
            foreach (var (field, sub) in inner.fields)
                earlier.fields[field] = sub;
        }
        else
        {
            mask.fields[name] = inner;
        }
    }

    private static GoogleError Invalid(string selection) => new(400, "invalidParameter", $"Invalid field selection {selection}") { Location = "fields" };
}
