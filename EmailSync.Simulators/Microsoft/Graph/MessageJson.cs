using System.Text.Json.Nodes;
using MimeKit;

namespace EmailSync.Simulators.Microsoft.Graph;

/// <summary>Reads what a JSON body says about a message, strictly.</summary>
internal static class MessageJson
{
    private const int MaxHeaders = 5;

    /// <summary>What makes up the mail itself; cannot be changed once it is no draft any more.</summary>
    public static readonly string[] ContentFields =
        ["subject", "body", "toRecipients", "ccRecipients", "bccRecipients", "replyTo", "from", "sender", "internetMessageId"];

    /// <summary>What anybody may change of any message.</summary>
    public static readonly string[] StateFields =
        ["isRead", "categories", "flag", "importance", "inferenceClassification", "isDeliveryReceiptRequested", "isReadReceiptRequested",
            "singleValueExtendedProperties"];

    /// <summary>What only a new message may bring.</summary>
    public static readonly string[] CreateFields = ["internetMessageHeaders", "attachments"];

    /// <summary>The content with what the body says; members that are absent stay.</summary>
    public static MessageContent Apply(MessageContent content, JsonObject json, DateTimeOffset now)
    {
        var changed = content;
        if (json.ContainsKey("subject"))
            changed = changed with { Subject = JsonFields.Text(json, "subject") ?? "" };
        if (JsonFields.Object(json, "body") is { } body)
            changed = WithBody(changed, body);
        changed = changed with
        {
            To = People(json, "toRecipients") ?? changed.To,
            Cc = People(json, "ccRecipients") ?? changed.Cc,
            Bcc = People(json, "bccRecipients") ?? changed.Bcc,
            ReplyTo = People(json, "replyTo") ?? changed.ReplyTo,
            From = JsonFields.Object(json, "from") is { } from ? Person(from) : changed.From,
            Sender = JsonFields.Object(json, "sender") is { } sender ? Person(sender) : changed.Sender,
            MessageId = JsonFields.Text(json, "internetMessageId") ?? changed.MessageId,
            Importance = Importance(json) ?? changed.Importance,
        };
        if (JsonFields.Objects(json, "internetMessageHeaders") is { } headers)
            changed = changed with { XHeaders = [.. changed.XHeaders, .. Headers(headers)] };
        if (JsonFields.Objects(json, "attachments") is { } attachments)
        {
            var first = changed.Attachments.Count;
            var read = attachments.Select((attachment, index) => AttachmentJson.Read(attachment, first + index, now));
            changed = changed with { Attachments = [.. changed.Attachments, .. read] };
        }

        return Mapi(changed, Properties(json));
    }

    /// <summary>Extended properties by canonical id; those that are headers of the mail are part of it.</summary>
    public static IReadOnlyDictionary<string, string> Properties(JsonObject json)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in JsonFields.Objects(json, "singleValueExtendedProperties") ?? [])
        {
            JsonFields.Check(property, ["id", "value"]);
            found[ExtendedProperty.Canonical(JsonFields.RequiredText(property, "id"))] = JsonFields.Text(property, "value") ?? "";
        }

        return found;
    }

    public static bool IsHeader(string propertyId) => ExtendedProperty.HeaderName(propertyId) is not null
        || propertyId is ExtendedProperty.InReplyTo or ExtendedProperty.References or ExtendedProperty.MessageId or ExtendedProperty.ListUnsubscribe;

    /// <summary>Puts state on an item and names what was touched.</summary>
    public static IReadOnlyList<string> ApplyState(MessageItem item, JsonObject json)
    {
        var touched = new List<string>();
        if (JsonFields.Flag(json, "isRead") is { } read && Touch("isRead"))
            item.IsRead = read;
        if (JsonFields.Texts(json, "categories") is { } categories && Touch("categories"))
            item.Categories = categories;
        if (JsonFields.Object(json, "flag") is { } flag && Touch("flag"))
        {
            item.Flag = JsonFields.Text(flag, "flagStatus") is ("notFlagged" or "flagged" or "complete") and { } status
                ? status
                : throw ODataQuery.Bad("Requested value of 'flagStatus' was not found.");
        }

        if (Importance(json) is { } importance && Touch("importance"))
            item.ImportanceSet = importance;
        if (JsonFields.Text(json, "inferenceClassification") is { } inference && Touch("inferenceClassification"))
        {
            item.InferenceClassification = inference is "focused" or "other"
                ? inference
                : throw ODataQuery.Bad("Requested value of 'inferenceClassification' was not found.");
        }

        foreach (var (id, value) in Properties(json).Where(property => !item.IsDraft || !IsHeader(property.Key)))
            item.Properties[id] = value;
        return touched;

        bool Touch(string name)
        {
            touched.Add(name);
            return true;
        }
    }

    public static IReadOnlyList<GraphRecipient>? People(JsonObject json, string name) =>
        JsonFields.Objects(json, name) is { } people ? [.. people.Select(Person)] : null;

    private static GraphRecipient Person(JsonObject json)
    {
        JsonFields.Check(json, ["emailAddress"]);
        var address = JsonFields.Object(json, "emailAddress") ?? throw ODataQuery.Bad("The property 'emailAddress' is required.");
        JsonFields.Check(address, ["name", "address"]);
        var text = JsonFields.Text(address, "address") ?? "";
        return new GraphRecipient(JsonFields.Text(address, "name") is { Length: > 0 } name ? name : text, text);
    }

    private static MessageContent WithBody(MessageContent content, JsonObject body)
    {
        JsonFields.Check(body, ["contentType", "content"]);
        return (JsonFields.Text(body, "contentType") ?? "text").ToLowerInvariant() switch
        {
            "html" => content with { Body = JsonFields.Text(body, "content") ?? "", IsHtml = true },
            "text" => content with { Body = JsonFields.Text(body, "content") ?? "", IsHtml = false },
            _ => throw ODataQuery.Bad("Requested value of 'contentType' was not found."),
        };
    }

    private static string? Importance(JsonObject json) => JsonFields.Text(json, "importance")?.ToLowerInvariant() switch
    {
        null => null,
        ("low" or "normal" or "high") and { } importance => importance,
        _ => throw ODataQuery.Bad("Requested value of 'importance' was not found."),
    };

    private static IEnumerable<(string Name, string Value)> Headers(IReadOnlyList<JsonObject> headers)
    {
        if (headers.Count > MaxHeaders)
        {
            throw new GraphError(
                400, "InvalidInternetMessageHeaderCollection", $"Maximum number of headers in one message should be less than or equal to {MaxHeaders}.");
        }

        foreach (var header in headers)
        {
            JsonFields.Check(header, ["name", "value"]);
            var name = JsonFields.RequiredText(header, "name");
            if (!name.StartsWith("x-", StringComparison.OrdinalIgnoreCase) || name.Any(letter => letter is <= ' ' or ':' or > '~'))
                throw new GraphError(400, "InvalidInternetMessageHeader", $"The internet message header name '{name}' should start with 'x-' or 'X-'.");
            yield return (name, JsonFields.Text(header, "value") ?? "");
        }
    }

    private static MessageContent Mapi(MessageContent content, IReadOnlyDictionary<string, string> properties) => content with
    {
        InReplyTo = properties.GetValueOrDefault(ExtendedProperty.InReplyTo) ?? content.InReplyTo,
        References = properties.GetValueOrDefault(ExtendedProperty.References) ?? content.References,
        MessageId = properties.GetValueOrDefault(ExtendedProperty.MessageId) ?? content.MessageId,
        ListUnsubscribe = properties.GetValueOrDefault(ExtendedProperty.ListUnsubscribe) ?? content.ListUnsubscribe,
        XHeaders = WithNamed(content.XHeaders, properties),
    };

    /// <summary>What is set under the names of internet headers goes out as a header.</summary>
    private static IReadOnlyList<(string Name, string Value)> WithNamed(
        IReadOnlyList<(string Name, string Value)> headers, IReadOnlyDictionary<string, string> properties)
    {
        var named = properties.Where(property => ExtendedProperty.HeaderName(property.Key) is not null)
            .Select(property => (Name: ExtendedProperty.HeaderName(property.Key)!, property.Value))
            .ToArray();
        return named.Length == 0
            ? headers
            : [.. headers.Where(header => !named.Any(own => own.Name.Equals(header.Name, StringComparison.OrdinalIgnoreCase))), .. named];
    }

    /// <summary>Whether a recipient can be one.</summary>
    public static bool IsAddress(string address) =>
        address.Length <= 320 && address.Contains('@', StringComparison.Ordinal)
        && MailboxAddress.TryParse(address, out var parsed) && parsed.Address == address.Trim();
}
