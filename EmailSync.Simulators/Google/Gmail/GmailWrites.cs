using System.Text.Json.Nodes;

namespace EmailSync.Simulators.Google.Gmail;

/// <summary>Calls that change labels, drafts and watches, or send.</summary>
internal sealed class GmailWrites(Outbox outbox, Func<GmailMailbox, SendingMailbox> senderOf, string topic)
{
    public GoogleReply Send(GmailRequest request)
    {
        var upload = Upload.Read(request, nestedMessage: false);
        if (upload.Mail is not { } mail)
            throw GoogleError.Invalid("'raw' RFC822 payload message string or uploading message via /upload/* URL required");
        return Sent(outbox.SendNew(senderOf(request.Mailbox), mail, GmailRequest.Text(upload.Metadata, "threadId")));
    }

    public GoogleReply SendDraft(GmailRequest request)
    {
        var upload = Upload.Read(request, nestedMessage: true);
        if (GmailRequest.Text(upload.Metadata, "id") is not { Length: > 0 } id)
            throw GoogleError.Invalid("Draft id required");
        return Sent(outbox.SendDraft(senderOf(request.Mailbox), id, upload.Mail));
    }

    public static GoogleReply CreateDraft(GmailRequest request)
    {
        var upload = Upload.Read(request, nestedMessage: true);
        var mail = upload.Mail ?? throw GoogleError.Invalid("Missing draft message");
        return Draft(request.Mailbox.Change(() => request.Mailbox.CreateDraft(mail, ThreadId(upload))));
    }

    public static GoogleReply UpdateDraft(GmailRequest request)
    {
        var upload = Upload.Read(request, nestedMessage: true);
        var mail = upload.Mail ?? throw GoogleError.Invalid("Missing draft message");
        return Draft(request.Mailbox.Change(() => request.Mailbox.UpdateDraft(request.Id, mail, ThreadId(upload))));
    }

    public static GoogleReply GetDraft(GmailRequest request)
    {
        var draft = request.Mailbox.Read(() => request.Mailbox.Draft(request.Id));
        var format = (request.Value("format") ?? "full").ToLowerInvariant();
        return GoogleReply.Json(new JsonObject { ["id"] = draft.Id, ["message"] = MessageJson.Render(draft.Message, request, format) });
    }

    public static GoogleReply ListDrafts(GmailRequest request)
    {
        if (request.Value("q") is not null)
            throw GoogleError.Invalid("Invalid query: searching drafts is not supported; search messages with in:drafts.");
        var before = request.Value("pageToken") is { Length: > 0 } token ? (long)PageToken.Read(token) : long.MaxValue;
        var size = request.MaxResults;
        var found = request.Mailbox.Read(() => request.Mailbox.Drafts.Where(draft => draft.Number < before).Take(size + 1).ToList());
        var json = new JsonObject();
        if (found.Count > 0)
        {
            json["drafts"] = new JsonArray([.. found.Take(size).Select(draft =>
                new JsonObject { ["id"] = draft.Id, ["message"] = MessageJson.Reference(draft.Message) })]);
        }

        if (found.Count > size)
            json["nextPageToken"] = PageToken.Make((ulong)found[size - 1].Number);
        json["resultSizeEstimate"] = found.Count;
        return GoogleReply.Json(json);
    }

    public static GoogleReply DeleteDraft(GmailRequest request)
    {
        request.Mailbox.Change(() => request.Mailbox.TakeDraft(request.Id));
        return GoogleReply.NoContent();
    }

    public static GoogleReply Modify(GmailRequest request)
    {
        var (add, remove) = Labels(request.Body("addLabelIds", "removeLabelIds"), 100);
        return Changed(request, message => request.Mailbox.Relabel(message, add, remove));
    }

    public static GoogleReply Trash(GmailRequest request) => Changed(request, request.Mailbox.Trash);

    public static GoogleReply Untrash(GmailRequest request) =>
        Changed(request, message => request.Mailbox.Relabel(message, [], [GmailLabels.Trash]));

    public static GoogleReply Delete(GmailRequest request)
    {
        request.Mailbox.Change(() =>
        {
            request.Mailbox.Delete(request.Mailbox.Message(request.Id));
            return true;
        });
        return GoogleReply.NoContent();
    }

    public static GoogleReply BatchModify(GmailRequest request)
    {
        var body = request.Body("ids", "addLabelIds", "removeLabelIds");
        var ids = GmailRequest.Texts(body, "ids");
        if (ids.Count is 0 or > 1_000)
            throw GoogleError.Invalid("Between 1 and 1000 message ids are allowed.");
        var (add, remove) = Labels(body, 100);
        request.Mailbox.Change(() =>
        {
            foreach (var message in ids.Select(id => request.Mailbox.TryMessage(id)).OfType<GmailMessage>())
                request.Mailbox.Relabel(message, add, remove);
            return true;
        });
        return GoogleReply.NoContent();
    }

    public GoogleReply Watch(GmailRequest request)
    {
        var body = request.Body("topicName", "labelIds", "labelFilterBehavior", "labelFilterAction");
        if (GmailRequest.Text(body, "topicName") is not { Length: > 0 } name)
            throw GoogleError.Invalid("Missing topicName");
        if (name != topic)
            throw GoogleError.Invalid($"Invalid topicName does not match {topic[..(topic.LastIndexOf('/') + 1)]}*");
        var behaviour = (GmailRequest.Text(body, "labelFilterBehavior") ?? GmailRequest.Text(body, "labelFilterAction") ?? "include").ToLowerInvariant();
        if (behaviour is not ("include" or "exclude"))
            throw GoogleError.BadRequest($"Invalid value at 'label_filter_behavior' (TYPE_ENUM), \"{behaviour}\"");
        var labels = GmailRequest.Texts(body, "labelIds");
        if (labels.FirstOrDefault(label => !GmailLabels.System.Contains(label)) is { } unknown)
            throw GoogleError.Invalid($"Invalid label: {unknown}");
        var (historyId, expires) = request.Mailbox.StartWatch(name, labels, behaviour == "exclude");
        return GoogleReply.Json(new JsonObject
        {
            ["historyId"] = GmailIds.Text(historyId),
            ["expiration"] = GmailIds.Text(expires.ToUnixTimeMilliseconds()),
        });
    }

    public static GoogleReply Stop(GmailRequest request)
    {
        request.Mailbox.StopWatch();
        return GoogleReply.NoContent();
    }

    private static string? ThreadId(Upload upload) =>
        upload.Metadata["message"] is JsonObject message ? GmailRequest.Text(message, "threadId") : null;

    private static GoogleReply Sent(DeliveredMail mail) =>
        GoogleReply.Json(MessageJson.WithLabels(mail.Id, mail.ThreadId, [GmailLabels.Sent]));

    private static GoogleReply Draft(GmailDraft draft) =>
        GoogleReply.Json(new JsonObject { ["id"] = draft.Id, ["message"] = MessageJson.WithLabels(draft.Message) });

    private static GoogleReply Changed(GmailRequest request, Action<GmailMessage> change) =>
        GoogleReply.Json(request.Mailbox.Change(() =>
        {
            var message = request.Mailbox.Message(request.Id);
            change(message);
            return MessageJson.WithLabels(message);
        }));

    private static (IReadOnlyList<string> Add, IReadOnlyList<string> Remove) Labels(JsonObject body, int limit)
    {
        var add = GmailRequest.Texts(body, "addLabelIds");
        var remove = GmailRequest.Texts(body, "removeLabelIds");
        if (add.Count + remove.Count == 0)
            throw GoogleError.Invalid("No label add or removes specified");
        if (add.Count > limit || remove.Count > limit)
            throw GoogleError.Invalid($"At most {limit} labels each way are allowed.");
        foreach (var label in add.Concat(remove))
        {
            if (!GmailLabels.System.Contains(label))
                throw GoogleError.Invalid($"Invalid label: {label}");
            if (!GmailLabels.Settable(label))
                throw GoogleError.Invalid($"Cannot add or remove label: {label}");
        }

        return (add, remove);
    }
}
