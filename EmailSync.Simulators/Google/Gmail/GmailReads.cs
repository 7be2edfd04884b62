using System.Text.Json.Nodes;

namespace EmailSync.Simulators.Google.Gmail;

/// <summary>Calls that read.</summary>
internal sealed class GmailReads(TimeProvider clock)
{
    public static GoogleReply Profile(GmailRequest request)
    {
        var (messages, threads, historyId) = request.Mailbox.Totals;
        return GoogleReply.Json(new JsonObject
        {
            ["emailAddress"] = request.Mailbox.Address,
            ["messagesTotal"] = messages,
            ["threadsTotal"] = threads,
            ["historyId"] = GmailIds.Text(historyId),
        });
    }

    public GoogleReply ListMessages(GmailRequest request)
    {
        var filter = Filter(request);
        var page = request.Mailbox.Read(() => Page(Candidates(request, filter).Where(filter.Matches), request.MaxResults));
        var json = new JsonObject();
        if (page.Items.Count > 0)
            json["messages"] = new JsonArray([.. page.Items.Select(MessageJson.Reference)]);
        if (page.More)
            json["nextPageToken"] = PageToken.Make(page.Items[^1].Number);
        json["resultSizeEstimate"] = page.Items.Count + (page.More ? 1 : 0);
        return GoogleReply.Json(json);
    }

    public GoogleReply ListThreads(GmailRequest request)
    {
        var filter = Filter(request);
        var page = request.Mailbox.Read(() =>
        {
            var latest = Candidates(request, filter).Where(filter.Matches)
                .Where(message => request.Mailbox.Thread(message.ThreadId).Last(filter.Matches) == message);
            return Page(latest, request.MaxResults);
        });
        var json = new JsonObject();
        if (page.Items.Count > 0)
        {
            json["threads"] = new JsonArray([.. page.Items.Select(message => new JsonObject
            {
                ["id"] = message.ThreadId, ["snippet"] = message.Snippet, ["historyId"] = GmailIds.Text(message.HistoryId),
            })]);
        }

        if (page.More)
            json["nextPageToken"] = PageToken.Make(page.Items[^1].Number);
        json["resultSizeEstimate"] = page.Items.Count + (page.More ? 1 : 0);
        return GoogleReply.Json(json);
    }

    public static GoogleReply GetMessage(GmailRequest request)
    {
        var format = Format(request);
        return GoogleReply.Json(MessageJson.Render(request.Mailbox.Read(() => request.Mailbox.Message(request.Id)), request, format));
    }

    public static GoogleReply GetThread(GmailRequest request)
    {
        var format = Format(request);
        var messages = request.Mailbox.Read(() => request.Mailbox.Thread(request.Id));
        return GoogleReply.Json(new JsonObject
        {
            ["id"] = messages[0].ThreadId,
            ["historyId"] = GmailIds.Text(messages.Max(message => message.HistoryId)),
            ["messages"] = new JsonArray([.. messages.Select(message => MessageJson.Render(message, request, format))]),
        });
    }

    public static GoogleReply GetAttachment(GmailRequest request)
    {
        var message = request.Mailbox.Read(() => request.Mailbox.Message(request.Id));
        if (AttachmentId.Part(request.Route["attachment"], message.Id) is not { } partId || MessageJson.Part(message, partId) is not { } part)
            throw GoogleError.Invalid("Invalid attachment token");
        var content = MessageBody.Content(part);
        return GoogleReply.Json(new JsonObject { ["size"] = content.Length, ["data"] = GmailIds.Base64Url(content) });
    }

    public static GoogleReply ListLabels(GmailRequest request) =>
        GoogleReply.Json(new JsonObject { ["labels"] = new JsonArray([.. GmailLabels.System.Select(Label)]) });

    public static GoogleReply GetLabel(GmailRequest request)
    {
        if (!GmailLabels.System.Contains(request.Id))
            throw GoogleError.NotFound();
        var json = Label(request.Id);
        request.Mailbox.Read(() =>
        {
            json["messagesTotal"] = request.Mailbox.Count(message => message.Has(request.Id));
            json["messagesUnread"] = request.Mailbox.Count(message => message.Has(request.Id) && message.Has(GmailLabels.Unread));
            return json;
        });
        return GoogleReply.Json(json);
    }

    public static GoogleReply ListSendAs(GmailRequest request) =>
        GoogleReply.Json(new JsonObject { ["sendAs"] = new JsonArray([.. request.Mailbox.SendAsAddresses.Select(SendAsJson)]) });

    public static GoogleReply GetSendAs(GmailRequest request)
    {
        var found = request.Mailbox.SendAsAddresses.FirstOrDefault(alias => alias.Address.Equals(request.Id, StringComparison.OrdinalIgnoreCase));
        return GoogleReply.Json(SendAsJson(found ?? throw GoogleError.NotFound()));
    }

    private static JsonObject Label(string id) => new()
    {
        ["id"] = id,
        ["name"] = id,
        ["type"] = "system",
    };

    private static JsonObject SendAsJson(SendAs alias)
    {
        var json = new JsonObject
        {
            ["sendAsEmail"] = alias.Address,
            ["displayName"] = alias.DisplayName,
            ["replyToAddress"] = "",
            ["signature"] = "",
        };
        if (alias.IsPrimary)
            json["isPrimary"] = true;
        if (alias.IsDefault)
            json["isDefault"] = true;

        // The primary address carries no verification state; only aliases do.
        if (!alias.IsPrimary)
        {
            json["treatAsAlias"] = true;
            json["verificationStatus"] = alias.Verified ? "accepted" : "pending";
        }

        return json;
    }

    private static string Format(GmailRequest request)
    {
        var format = (request.Value("format") ?? "full").ToLowerInvariant();
        if (format is "full" or "raw" && (request.Granted & GmailScopes.Read) == 0)
            throw new GoogleError(403, "forbidden", $"Metadata scope doesn't allow format {format.ToUpperInvariant()}");
        return format;
    }

    private MessageFilter Filter(GmailRequest request)
    {
        if (request.Value("q") is not null && (request.Granted & GmailScopes.Read) == 0)
            throw new GoogleError(403, "forbidden", "Metadata scope does not support 'q' parameter");
        var labels = request.Call.Values("labelIds");
        if (labels.FirstOrDefault(label => !GmailLabels.System.Contains(label)) is { } unknown)
            throw GoogleError.Invalid($"Invalid label: {unknown}");
        var query = GmailQuery.Parse(request.Value("q"), clock.GetUtcNow());
        var everything = request.Flag("includeSpamTrash") || query.IncludesSpamTrash
            || labels.Contains(GmailLabels.Spam) || labels.Contains(GmailLabels.Trash);
        return new MessageFilter(query, labels, everything);
    }

    private static IEnumerable<GmailMessage> Candidates(GmailRequest request, MessageFilter filter)
    {
        var before = request.Value("pageToken") is { Length: > 0 } token ? PageToken.Read(token) : 0;
        return filter.Query.MessageId is { } id
            ? request.Mailbox.WithMessageId(id).Where(message => before == 0 || message.Number < before)
            : request.Mailbox.NewestFirst(before);
    }

    private static (IReadOnlyList<GmailMessage> Items, bool More) Page(IEnumerable<GmailMessage> found, int size)
    {
        var items = found.Take(size + 1).ToList();
        var more = items.Count > size;
        if (more)
            items.RemoveAt(size);
        return (items, more);
    }

    private sealed record MessageFilter(GmailQuery Query, IReadOnlyList<string> Labels, bool Everything)
    {
        public bool Matches(GmailMessage message) =>
            (Everything || (!message.Has(GmailLabels.Spam) && !message.Has(GmailLabels.Trash)))
            && Labels.All(message.Has)
            && Query.Matches(message);
    }
}
