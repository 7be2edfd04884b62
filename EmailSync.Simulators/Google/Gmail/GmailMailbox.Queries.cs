namespace EmailSync.Simulators.Google.Gmail;

/// <content>Reading: lists newest first, history oldest first. Callers hold the lock through <see cref="Read{T}"/>.</content>
public sealed partial class GmailMailbox
{
    /// <summary>Messages older than <paramref name="before"/> (exclusive, 0 = from the newest), newest first.</summary>
    internal IEnumerable<GmailMessage> NewestFirst(ulong before = 0)
    {
        var index = messages.Count - 1;
        if (before != 0)
        {
            index = IndexOf(before);
            while (index >= messages.Count || (index >= 0 && messages[index].Number >= before))
                index--;
        }

        for (; index >= 0; index--)
            yield return messages[index];
    }

    internal IEnumerable<GmailMessage> WithMessageId(string header) =>
        byMessageId.TryGetValue(header, out var found)
            ? found.Where(message => byId.ContainsKey(message.Id)).OrderByDescending(message => message.Number)
            : [];

    internal IReadOnlyList<GmailMessage> Thread(string id) =>
        byThread.TryGetValue(id.ToLowerInvariant(), out var thread)
            ? [.. thread.OrderBy(message => message.Number)]
            : throw GoogleError.NotFound();

    /// <summary>Changes after a cursor; null when it is too old or no id of this mailbox.</summary>
    internal IEnumerable<HistoryRecord>? HistoryAfter(ulong start)
    {
        history.ForgetBefore(clock.GetUtcNow() - TimeSpan.FromHours(settings().HistoryRetentionHours));
        return history.Knows(start) ? history.After(start) : null;
    }

    /// <summary>The stored bytes of a message, trace lines included.</summary>
    public byte[] Raw(string id) => Read(() => Message(id).Mail.Bytes);

    internal int Count(Func<GmailMessage, bool> matches) => messages.Count(matches);
}
