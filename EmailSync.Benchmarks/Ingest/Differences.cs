using EmailSync.Benchmarks.Drivers;
using EmailSync.Benchmarks.Load;

namespace EmailSync.Benchmarks.Ingest;

/// <summary>What distinguishes what is there from what should be, each difference in words.</summary>
internal static class Differences
{
    public static IEnumerable<string> InConversation(LoadContact contact, IEnumerable<string> expected, IReadOnlyList<CrmMessage> shown)
    {
        var counts = shown.GroupBy(message => message.MessageIdHeader ?? "").ToDictionary(group => group.Key, group => group.Count());
        var wanted = expected.ToHashSet(StringComparer.Ordinal);
        return wanted.Where(id => !counts.ContainsKey(id)).Select(id => $"{id} is missing in the conversation with {contact.Id}")
            .Concat(counts.Where(count => !wanted.Contains(count.Key)).Select(count => $"{count.Key} is in the conversation with {contact.Id} and should not be"))
            .Concat(counts.Where(count => count.Value > 1).Select(count => $"{count.Key} is in the conversation with {contact.Id} {count.Value} times"));
    }

    public static IEnumerable<string> InLog(IEnumerable<DeliveredMail> mails, IReadOnlyList<CrmDecision> decisions)
    {
        var log = decisions.ToLookup(decision => decision.MessageIdHeader);
        foreach (var mail in mails)
        {
            var wanted = mail.Mail.From is null ? "skipped" : "synced";
            var taken = log[mail.Mail.MessageIdHeader].Select(decision => decision.Outcome).ToList();
            if (taken is not [var outcome] || outcome != wanted)
                yield return $"the decisions on {mail.Mail.MessageId} are [{string.Join(", ", taken)}] instead of [{wanted}]";
        }
    }
}
