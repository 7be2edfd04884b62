using Google.Apis.Gmail.v1.Data;

namespace EmailSync.Core.Providers.Gmail;

/// <summary>Folds a page of history into one change per message, in the order in which the messages first occur. Pure.</summary>
internal static class GmailHistory
{
    // Leaving one of these, or reaching one of those, can make a message count that did not count before.
    private static readonly HashSet<string> hiding = ["SPAM", "TRASH", "DRAFT"];
    private static readonly HashSet<string> showing = ["INBOX", "SENT"];

    // Stars, categories and the user's own labels are neither read state nor place: a round of labelling costs no reads.
    private static readonly HashSet<string> telling = [.. hiding, .. showing, "UNREAD"];

    public static IReadOnlyList<MessageChange> Fold(IEnumerable<History>? records)
    {
        var changes = new List<MessageChange>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (message, kind, news) in (records ?? []).SelectMany(Events))
        {
            if (message?.Id is not { Length: > 0 } id) continue;
            if (!places.TryGetValue(id, out var place))
            {
                places.Add(id, changes.Count);
                changes.Add(new MessageChange(new ProviderMessageId(id), Thread(message), kind) { News = news });
                continue;
            }
            var known = changes[place];
            changes[place] = known with
            {
                Kind = Stronger(known.Kind, kind),
                Thread = known.Thread ?? Thread(message),
                News = news is null ? known.News : known.News?.Then(news) ?? news,
            };
        }
        return changes;
    }

    private static IEnumerable<(Message? Message, MessageChangeKind Kind, StateNews? News)> Events(History record) =>
    [
        .. (record.MessagesAdded ?? []).Select(added => (
            added.Message,
            IsDraft(added.Message) ? MessageChangeKind.StateChanged : MessageChangeKind.Appeared,
            added.Message?.LabelIds is { } labels ? StateNews.Of(GmailMessages.Placement(labels)) : null)),
        .. (record.LabelsAdded ?? []).Where(added => Tells(added.LabelIds)).Select(added => (
            added.Message,
            added.LabelIds?.Any(showing.Contains) == true ? MessageChangeKind.Appeared : MessageChangeKind.StateChanged,
            News(added.LabelIds, isAdded: true))),
        .. (record.LabelsRemoved ?? []).Where(removed => Tells(removed.LabelIds)).Select(removed => (
            removed.Message,
            removed.LabelIds?.Any(hiding.Contains) == true ? MessageChangeKind.Appeared : MessageChangeKind.StateChanged,
            News(removed.LabelIds, isAdded: false))),
        .. (record.MessagesDeleted ?? []).Select(deleted => (deleted.Message, MessageChangeKind.Gone, (StateNews?)StateNews.Gone)),
    ];

    /// <summary>The labels that changed say it all; those that the message has are left out where it has none.</summary>
    private static StateNews? News(IList<string>? changed, bool isAdded)
    {
        if (changed is not { Count: > 0 }) return StateNews.Open;
        bool? unread = changed.Contains(GmailMessages.Unread) ? isAdded : null;
        bool? trashed = changed.Contains(GmailMessages.Trash) ? isAdded : null;
        return unread is null && trashed is null ? null : new StateNews(!unread, trashed);
    }

    // A draft is no mail yet, and every edit makes a new one: it appears when it loses the label or goes out under another id.
    private static bool IsDraft(Message? message) => message?.LabelIds?.Contains("DRAFT") == true;

    private static bool Tells(IList<string>? labels) => labels is not { Count: > 0 } || labels.Any(telling.Contains);

    private static ProviderThreadId? Thread(Message message) => message.ThreadId is { Length: > 0 } id ? new ProviderThreadId(id) : null;

    // A message that is gone never comes back under its id, so order does not matter.
    private static MessageChangeKind Stronger(MessageChangeKind one, MessageChangeKind other) => Strength(one) >= Strength(other) ? one : other;

    private static int Strength(MessageChangeKind kind) => kind switch
    {
        MessageChangeKind.Gone => 2,
        MessageChangeKind.Appeared => 1,
        _ => 0,
    };
}
