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
        var expected = plan.All.Where(mail => mail.From is not null).ToLookup(mail => mail.From!, mail => mail.MessageIdHeader);
        foreach (var some in plan.Mailboxes.SelectMany(mailbox => mailbox.Contacts).Chunk(AtOnce))
        {
            foreach (var (contact, shown) in await Task.WhenAll(some.Select(async c => (c, await crm.ConversationAsync(c, cancellationToken)))))
            {
                problems.AddRange(Differences.InConversation(contact, expected[contact], shown));
                found.UnionWith(shown.Select(message => message.Id));
            }
        }

        problems.AddRange(delivered.GroupBy(mail => mail.Mail.Mailbox).SelectMany(mails => Differences.InLog(mails, decisions[mails.Key])));
        return (problems, found);
    }
}
