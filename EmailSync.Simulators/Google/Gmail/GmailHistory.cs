using System.Globalization;
using System.Text.Json.Nodes;

namespace EmailSync.Simulators.Google.Gmail;

/// <summary>history.list.</summary>
internal static class GmailHistory
{
    public static GoogleReply List(GmailRequest request)
    {
        if (!ulong.TryParse(request.Value("startHistoryId"), NumberStyles.None, CultureInfo.InvariantCulture, out var start))
            throw GoogleError.Invalid("Missing or invalid startHistoryId");
        var kinds = request.Call.Values("historyTypes").Select(Kind).ToHashSet();
        var label = request.Value("labelId");
        if (label is not null && !GmailLabels.System.Contains(label))
            throw GoogleError.Invalid($"Invalid label: {label}");
        var from = request.Value("pageToken") is { Length: > 0 } token ? PageToken.Read(token) : start;
        var size = request.MaxResults;
        var (records, latest) = request.Mailbox.Read(() =>
        {
            // A page may be continued only while its start is still remembered.
            if (request.Mailbox.HistoryAfter(start) is null || request.Mailbox.HistoryAfter(from) is not { } after)
                throw request.Mailbox.Expired();
            var wanted = after
                .Where(record => kinds.Count == 0 || kinds.Contains(record.Kind))
                .Where(record => label is null || record.Labels.Contains(label) || record.Changed.Contains(label));
            return (wanted.Take(size + 1).ToList(), request.Mailbox.LatestHistoryId);
        });
        var more = records.Count > size;
        var json = new JsonObject();
        if (records.Count > 0)
            json["history"] = new JsonArray([.. records.Take(size).Select(Render)]);
        if (more)
            json["nextPageToken"] = PageToken.Make(records[size - 1].Id);
        json["historyId"] = GmailIds.Text(latest);
        return GoogleReply.Json(json);
    }

    private static HistoryKind Kind(string name) => name switch
    {
        "messageAdded" => HistoryKind.MessageAdded,
        "messageDeleted" => HistoryKind.MessageDeleted,
        "labelAdded" => HistoryKind.LabelAdded,
        "labelRemoved" => HistoryKind.LabelRemoved,
        _ => throw GoogleError.BadRequest($"Invalid value at 'history_types' (TYPE_ENUM), \"{name}\""),
    };

    private static JsonObject Render(HistoryRecord record)
    {
        var change = new JsonObject { ["message"] = MessageJson.WithLabels(record.MessageId, record.ThreadId, record.Labels) };
        if (record.Changed.Length > 0)
            change["labelIds"] = MessageJson.Strings(record.Changed);
        return new JsonObject
        {
            ["id"] = GmailIds.Text(record.Id),
            ["messages"] = new JsonArray(new JsonObject { ["id"] = record.MessageId, ["threadId"] = record.ThreadId }),
            [Field(record.Kind)] = new JsonArray(change),
        };
    }

    private static string Field(HistoryKind kind) => kind switch
    {
        HistoryKind.MessageAdded => "messagesAdded",
        HistoryKind.MessageDeleted => "messagesDeleted",
        HistoryKind.LabelAdded => "labelsAdded",
        _ => "labelsRemoved",
    };
}
