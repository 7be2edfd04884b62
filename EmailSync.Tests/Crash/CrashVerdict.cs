using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.Crash;

/// <summary>What is wrong, seen from outside, once everything should have come to its end: in the CRM, in every mailbox, in the logs, at the webhooks.</summary>
internal sealed partial class CrashVerdict(CrashPlan plan, CrashWorld world, CrashTraffic traffic)
{
    public async Task<IReadOnlyList<string>> ProblemsAsync(CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        var shown = new Dictionary<CrashContact, IReadOnlyList<CrmMessage>>();
        foreach (var contact in plan.Contacts)
            shown[contact] = await world.Crm.Location(contact.Location).ConversationAsync(contact.Id, cancellationToken);
        foreach (var (contact, messages) in shown)
            problems.AddRange(Conversation(contact, messages));
        foreach (var user in plan.Users)
        {
            problems.AddRange(await FolderAsync(user.Address, "sent", cancellationToken));
            problems.AddRange((await world.Mail(user.Provider).SeesAsync(user.Address, "drafts", cancellationToken)).Select(d => $"{user.Address} has draft {d.Id} left over"));
            problems.AddRange(await DecisionsAsync(user, cancellationToken));
        }

        foreach (var address in plan.Contacts.Select(c => c.Address).Distinct())
            problems.AddRange(await FolderAsync(address, "inbox", cancellationToken));
        foreach (var location in CrashPlan.Locations)
            problems.AddRange(await WebhooksAsync(location, shown, cancellationToken));
        return problems;
    }

    /// <summary>Every mail of the contact and every send to it once, with every mailbox that has it; and nothing else.</summary>
    private IEnumerable<string> Conversation(CrashContact contact, IReadOnlyList<CrmMessage> messages)
    {
        var users = plan.Users.Where(u => u.Location == contact.Location).ToDictionary(u => u.Address);
        var expected = new Dictionary<string, (string Marker, string Status, IEnumerable<string> Users)>();
        foreach (var mail in plan.Mails)
        {
            if (mail.From == contact.Address && mail.To.Any(users.ContainsKey))
                expected[mail.MessageId] = (mail.Marker, "received", mail.To.Where(users.ContainsKey).Select(a => users[a].Id));
            else if (users.TryGetValue(mail.From, out var user) && mail.To.Contains(contact.Address))
                expected[mail.MessageId] = (mail.Marker, "sent", [user.Id]);
        }

        foreach (var send in plan.Sends.Where(s => s.Contact == contact))
            expected[traffic.Accepted.GetValueOrDefault(send.Marker, send.Marker)] = (send.Marker, "sent", [send.User.Id]);

        var place = $"{contact.Location}/{contact.Id}";
        foreach (var message in messages)
        {
            var key = message.Origin == "crm" ? message.Id : message.MessageIdHeader ?? message.Id;
            if (!expected.Remove(key, out var wanted))
            {
                yield return $"{place} shows {message.Id} ({message.Origin}, {message.MessageIdHeader}, {message.Status}) that should not be there, or twice";
                continue;
            }

            if (message.Status != wanted.Status)
                yield return $"{place} shows {wanted.Marker} as {message.Status} ({message.Failure}), not {wanted.Status}";
            if (!message.Mailboxes.Select(m => m.UserId).Order().SequenceEqual(wanted.Users.Order()))
                yield return $"{place} shows {wanted.Marker} in the mailboxes of [{string.Join(", ", message.Mailboxes.Select(m => m.UserId))}], not [{string.Join(", ", wanted.Users)}]";
        }

        foreach (var (marker, _, _) in expected.Values)
            yield return $"{place} lacks {marker}";
    }

    /// <summary>What the person finds in the folder: each mail once, counted by the words in it, whatever Message-ID it got.</summary>
    private async Task<IEnumerable<string>> FolderAsync(string address, string folder, CancellationToken cancellationToken)
    {
        var mails = plan.Mails.Where(m => folder == "sent" ? m.From == address : m.To.Contains(address)).Select(m => m.Marker);
        var sends = plan.Sends.Where(s => (folder == "sent" ? s.User.Address : s.Contact.Address) == address).Select(s => s.Marker);
        var expected = mails.Concat(sends).ToDictionary(m => m, _ => 0);
        var mail = world.Mail(plan.ProviderOf(address));
        var problems = new List<string>();
        foreach (var seen in await mail.SeesAsync(address, folder, cancellationToken))
        {
            var marker = Marker().Match(Encoding.UTF8.GetString(await mail.RawAsync(address, seen.Id, cancellationToken))).Groups[1].Value;
            if (!expected.TryGetValue(marker, out var count))
                problems.Add($"{folder} of {address} has {seen.Id} ({marker}) that should not be there");
            else
                expected[marker] = count + 1;
        }

        return problems.Concat(expected.Where(e => e.Value != 1).Select(e => $"{folder} of {address} has {e.Key} {e.Value} times"));
    }

    /// <summary>One last word on every message that the mailbox holds; beside these only drafts, which come and go, may be mentioned.</summary>
    private async Task<IEnumerable<string>> DecisionsAsync(CrashUser user, CancellationToken cancellationToken)
    {
        var place = $"{user.Location}/{user.Id}";
        var logged = new List<CrmDecision>();
        string? cursor = null;
        do
        {
            var path = $"{world.Crm.Location(user.Location).Path}/users/{user.Id}/mailbox/decisions?limit=200{(cursor is null ? "" : $"&cursor={cursor}")}";
            var page = (await world.Crm.GetAsync(path, cancellationToken)).Expect(System.Net.HttpStatusCode.OK).As<CrmPage<CrmDecision>>();
            logged.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        var byMessage = logged.ToLookup(d => d.ProviderMessageId);
        var held = (await world.Mail(user.Provider).SeesAsync(user.Address, "all", cancellationToken)).Select(m => m.Id).ToHashSet();
        return held
            .Where(id => byMessage[id].Count() != 1 || byMessage[id].Single().Outcome is not ("synced" or "skipped"))
            .Select(id => $"{place}: the decisions on {id} are [{string.Join(", ", byMessage[id].Select(d => $"{d.Outcome} {d.Reason}"))}]")
            .Concat(logged.Where(d => !held.Contains(d.ProviderMessageId) && d.Reason is not ("draft" or "gone"))
                .Select(d => $"{place}: a decision {d.Outcome} {d.Reason} on {d.ProviderMessageId}, which the mailbox does not hold"));
    }

    /// <summary>Every message was told, and the events of a conversation came in commit order, which their ids give; repeats are allowed.</summary>
    private async Task<IEnumerable<string>> WebhooksAsync(
        string location, Dictionary<CrashContact, IReadOnlyList<CrmMessage>> shown, CancellationToken cancellationToken)
    {
        var told = new HashSet<string>();
        var order = new Dictionary<string, List<string>>();
        foreach (var hook in await world.Hooks.ReceivedAsync(location, cancellationToken))
        {
            using var body = JsonDocument.Parse(hook.Body);
            if (!body.RootElement.GetProperty("data").TryGetProperty("conversationId", out var conversation))
                continue;
            if (body.RootElement.GetProperty("type").GetString() == "message.synced")
                told.Add(body.RootElement.GetProperty("data").GetProperty("id").GetString()!);
            var ids = order.TryGetValue(conversation.GetString()!, out var known) ? known : order[conversation.GetString()!] = [];
            if (!ids.Contains(hook.Headers["webhook-id"]))
                ids.Add(hook.Headers["webhook-id"]);
        }

        return shown.Where(s => s.Key.Location == location).SelectMany(s => s.Value)
            .Where(m => !told.Contains(m.Id)).Select(m => $"{location} was never told of {m.Id}")
            .Concat(order.Where(o => !o.Value.SequenceEqual(o.Value.Order(StringComparer.Ordinal)))
                .Select(o => $"{location}: the events of {o.Key} came in the order [{string.Join(", ", o.Value)}]"));
    }

    [GeneratedRegex(@"\[\[([a-z0-9-]+)\]\]", RegexOptions.CultureInvariant)]
    private static partial Regex Marker();
}
