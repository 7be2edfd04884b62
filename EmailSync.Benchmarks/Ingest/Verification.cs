using EmailSync.Benchmarks.Drivers;
using EmailSync.Benchmarks.Load;

namespace EmailSync.Benchmarks.Ingest;

/// <summary>Asks the CRM's side for everything: each mail is there exactly once, with one decision, and no stranger's mail is.</summary>
internal sealed class Verification(CrmDriver crm)
{
    private const int AtOnce = 4;

    /// <returns>What is wrong, each in words, and the ids of the messages that are there.</returns>
    public async Task<(IReadOnlyList<string> Problems, IReadOnlySet<string> Messages)> RunAsync(
        LoadPlan plan, IReadOnlyDictionary<LoadMailbox, IReadOnlyList<CrmDecision>> decisions, IReadOnlyList<DeliveredMail> delivered, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        var found = new HashSet<string>(StringComparer.Ordinal);
        var expected = plan.All.Where(mail => mail.From is not null).ToLookup(mail => mail.From!, mail => $"<{mail.MessageId}>");
        foreach (var some in plan.Mailboxes.SelectMany(mailbox => mailbox.Contacts).Chunk(AtOnce))
        {
            foreach (var (contact, shown) in await Task.WhenAll(some.Select(async c => (c, await crm.ConversationAsync(c, cancellationToken)))))
            {
                problems.AddRange(Differences(contact, expected[contact], shown));
                found.UnionWith(shown.Select(message => message.Id));
            }
        }

        problems.AddRange(delivered.GroupBy(mail => mail.Mail.Mailbox).SelectMany(mails => Undecided(mails, decisions[mails.Key])));
        return (problems, found);
    }

    private static IEnumerable<string> Differences(LoadContact contact, IEnumerable<string> expected, IReadOnlyList<CrmMessage> shown)
    {
        var counts = shown.GroupBy(message => message.MessageIdHeader ?? "").ToDictionary(group => group.Key, group => group.Count());
        var wanted = expected.ToHashSet(StringComparer.Ordinal);
        return wanted.Where(id => !counts.ContainsKey(id)).Select(id => $"{id} is missing in the conversation with {contact.Id}")
            .Concat(counts.Where(count => !wanted.Contains(count.Key)).Select(count => $"{count.Key} is in the conversation with {contact.Id} and should not be"))
            .Concat(counts.Where(count => count.Value > 1).Select(count => $"{count.Key} is in the conversation with {contact.Id} {count.Value} times"));
    }

    private static IEnumerable<string> Undecided(IEnumerable<DeliveredMail> mails, IReadOnlyList<CrmDecision> decisions)
    {
        var log = decisions.ToLookup(decision => decision.ProviderMessageId);
        foreach (var mail in mails)
        {
            var wanted = mail.Mail.From is null ? "skipped" : "synced";
            var taken = log[mail.ProviderId].Select(decision => decision.Outcome).ToList();
            if (taken is not [var outcome] || outcome != wanted)
                yield return $"the decisions on {mail.Mail.MessageId} are [{string.Join(", ", taken)}] instead of [{wanted}]";
        }
    }
}
