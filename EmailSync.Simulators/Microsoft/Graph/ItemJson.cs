using System.Globalization;
using System.Text.Json.Nodes;

namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>Messages as JSON: what is selected, or what comes unasked.</summary>
internal static class ItemJson
{
    private static readonly Dictionary<string, Func<MessageItem, GraphRequest, JsonNode?>> properties = new(StringComparer.Ordinal)
    {
        ["createdDateTime"] = (item, _) => Time(item.CreatedAt),
        ["lastModifiedDateTime"] = (item, _) => Time(item.ModifiedAt),
        ["changeKey"] = (item, _) => item.ChangeKey,
        ["categories"] = (item, _) => Texts(item.Categories),
        ["receivedDateTime"] = (item, _) => Time(item.ReceivedAt),
        ["sentDateTime"] = (item, _) => Time(item.SentAt ?? item.CreatedAt),
        ["hasAttachments"] = (item, _) => item.Content.HasAttachments,
        ["internetMessageId"] = (item, _) => item.MessageIdHeader,
        ["subject"] = (item, _) => item.Content.Subject,
        ["bodyPreview"] = (item, _) => BodyText.Preview(item.Content),
        ["importance"] = (item, _) => item.Importance,
        ["parentFolderId"] = (item, _) => item.FolderId,
        ["conversationId"] = (item, _) => item.ConversationId,
        ["conversationIndex"] = (item, _) => Convert.ToBase64String(item.ConversationIndex),
        ["isDeliveryReceiptRequested"] = (item, _) => item.IsReceived ? null : false,
        ["isReadReceiptRequested"] = (_, _) => false,
        ["isRead"] = (item, _) => item.IsRead,
        ["isDraft"] = (item, _) => item.IsDraft,
        ["webLink"] = (item, _) => $"https://outlook.office.example/owa/?ItemID={Uri.EscapeDataString(item.Id)}&exvsurl=1&viewmodel=ReadMessageItem",
        ["inferenceClassification"] = (item, _) => item.InferenceClassification,
        ["body"] = Body,
        ["sender"] = (item, _) => Person(item.Content.Sender),
        ["from"] = (item, _) => Person(item.Content.From),
        ["toRecipients"] = (item, _) => People(item.Content.To),
        ["ccRecipients"] = (item, _) => People(item.Content.Cc),
        ["bccRecipients"] = (item, _) => People(item.Content.Bcc),
        ["replyTo"] = (item, _) => People(item.Content.ReplyTo),
        ["flag"] = (item, _) => new JsonObject { ["flagStatus"] = item.Flag },
    };

    /// <summary>Given only to those who select them.</summary>
    private static readonly Dictionary<string, Func<MessageItem, GraphRequest, JsonNode?>> onSelect = new(StringComparer.Ordinal)
    {
        ["uniqueBody"] = Body,
        ["internetMessageHeaders"] = (item, _) => item.IsReceived ? Headers(item) : null,
    };

    public static JsonObject Of(MessageItem item, GraphRequest request, ODataQuery query)
    {
        var json = Head(item, request);
        if (query.Select is null)
        {
            foreach (var (name, value) in properties)
                json[name] = value(item, request);
        }
        else
        {
            foreach (var name in query.Select)
                Add(json, name, item, request);
        }

        if (query.ExtendedProperties is { } wanted && Extended(item, wanted) is { Count: > 0 } found)
            json["singleValueExtendedProperties"] = found;
        if (query.Attachments)
            json["attachments"] = new JsonArray([.. item.Content.Attachments.Select(attachment => AttachmentJson.Of(attachment, item, request))]);
        return json;
    }

    /// <summary>Only these properties, as delta tells of small changes.</summary>
    public static JsonObject Part(MessageItem item, GraphRequest request, IEnumerable<string> names)
    {
        var json = Head(item, request);
        foreach (var name in names)
            Add(json, name, item, request);
        return json;
    }

    public static void CheckSelect(ODataQuery query)
    {
        foreach (var name in query.Select ?? [])
        {
            if (Find(name) is null && !name.Equals("id", StringComparison.OrdinalIgnoreCase))
                throw ODataQuery.Bad($"Parsing OData Select and Expand failed: Could not find a property named '{name}' on type 'microsoft.graph.message'.");
        }
    }

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode?)text)]);

    private static JsonObject Head(MessageItem item, GraphRequest request) => new() { ["@odata.etag"] = item.ETag, ["id"] = request.Id(item) };

    private static void Add(JsonObject json, string name, MessageItem item, GraphRequest request)
    {
        if (Find(name) is not { } known)
            return;
        var value = known.Value(item, request);
        // Absent headers are no property at all, not an empty one.
        if (value is not null || known.Name != "internetMessageHeaders")
            json[known.Name] = value;
    }

    private static (string Name, Func<MessageItem, GraphRequest, JsonNode?> Value)? Find(string name)
    {
        foreach (var (known, value) in properties.Concat(onSelect))
        {
            if (known.Equals(name, StringComparison.OrdinalIgnoreCase))
                return (known, value);
        }

        return null;
    }

    private static JsonArray Extended(MessageItem item, IEnumerable<string> wanted) => new([.. wanted
        .Select(id => (Id: id, Value: ExtendedProperty.Value(item, id)))
        .Where(property => property.Value is not null)
        .Select(property => (JsonNode)new JsonObject { ["id"] = property.Id, ["value"] = property.Value })]);

    private static JsonObject Body(MessageItem item, GraphRequest request) => request.Prefer.TextBody
        ? new() { ["contentType"] = "text", ["content"] = BodyText.Plain(item.Content) }
        : new() { ["contentType"] = "html", ["content"] = BodyText.Html(item.Content, request.Prefer.UnsafeHtml) };

    private static JsonArray Headers(MessageItem item) =>
        new([.. item.Mail.Headers.Select(header => (JsonNode)new JsonObject { ["name"] = header.Name, ["value"] = header.Value })]);

    private static JsonArray People(IEnumerable<GraphRecipient> people) => new([.. people.Select(Person)]);

    private static JsonObject? Person(GraphRecipient? person) => person is null
        ? null
        : new JsonObject { ["emailAddress"] = new JsonObject { ["name"] = person.Name, ["address"] = person.Address } };
}
