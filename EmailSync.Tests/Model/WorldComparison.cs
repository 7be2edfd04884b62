using System.Globalization;
using System.Text.Json;
using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using EmailSync.Tests.Pipeline;

namespace EmailSync.Tests.Model;

/// <summary>Lays what the product has beside what the model says, and tells every difference in words.</summary>
internal sealed class WorldComparison(MixedWorld world, RulesModel model)
{
    private readonly List<string> differences = [];

    public static async Task<IReadOnlyList<string>> DifferencesAsync(MixedWorld world, RulesModel model)
    {
        var comparison = new WorldComparison(world, model);
        await comparison.CompareConversationsAsync();
        await comparison.CompareStrangersAsync();
        await comparison.CompareDecisionsAsync();
        return comparison.differences;
    }

    private async Task CompareConversationsAsync()
    {
        var pairs = new List<(ModelThread Expected, string Found, WrittenMail Mail)>();
        foreach (var contact in world.People.Contacts)
        {
            var expected = model.Threads.Where(t => t.Owner == contact).SelectMany(t => t.Messages).ToList();
            var found = await FindAsync(contact) is { } id
                ? (await world.Pipeline.ConversationAsync(new LocationId(contact.Location.Id), id)).ToList()
                : [];
            foreach (var message in expected)
            {
                var match = found.FirstOrDefault(f => f.Copies.Any(c => message.Copies.Any(e => e.Copy == world.Find(c))));
                if (match is null)
                {
                    differences.Add($"{contact}: missing {message.Mail}");
                    continue;
                }
                found.Remove(match);
                pairs.Add((message.Thread, match.Thread.Value, message.Mail));
                var (wanted, got) = (Describe(message), Describe(match));
                if (wanted != got)
                    differences.Add($"{contact}: {message.Mail}\n    expected {wanted}\n    found    {got}");
            }
            differences.AddRange(found.Select(f => $"{contact}: not expected {Describe(f)}, copies of {string.Join(", ", f.Copies.Select(c => $"#{world.Find(c)?.Mail.Number}"))}"));
        }
        CompareThreads(pairs);
    }

    /// <summary>The contact as the product has it, compared by the way. What R14 made is found by its address: nobody could know the id.</summary>
    private async Task<ContactId?> FindAsync(ModelContact contact)
    {
        var location = new LocationId(contact.Location.Id);
        var directory = world.Pipeline.Get<DirectoryStore>();
        var id = new ContactId(contact.Id);
        if (contact.MadeByLogging)
        {
            if (await OwnerAsync(location, contact.Emails[0]) is not { } owner)
            {
                differences.Add($"{contact}: the contact was not made");
                return null;
            }
            id = owner;
        }
        var found = (await directory.GetContactAsync(location, id, PipelineWorld.None))!;
        var (wanted, got) = (Looks(contact.AssignedTo, contact.FollowedBy), Looks(found.AssignedTo?.Value, found.FollowedBy.Select(u => u.Value)));
        if (wanted != got)
            differences.Add($"{contact}: expected {wanted}, found {got}");
        return id;
    }

    private static string Looks(string? assignedTo, IEnumerable<string> followedBy) =>
        $"assigned to {assignedTo ?? "nobody"}, followed by {string.Join(' ', followedBy.Order(StringComparer.Ordinal))}";

    /// <summary>R14, R17: nobody else became a contact.</summary>
    private async Task CompareStrangersAsync()
    {
        var nobody = world.People.Strangers.Concat(world.People.Connections.Select(c => c.LoggingAddress));
        foreach (var (location, address) in world.People.Locations.SelectMany(l => nobody.Select(n => (l, n))))
        {
            if (await OwnerAsync(new LocationId(location.Id), address) is not null && world.People.Owners(location, address).Count == 0)
                differences.Add($"{location.Id}: {address} became a contact");
        }
    }

    private async Task<ContactId?> OwnerAsync(LocationId location, string address) => EmailAddress.TryParse(address, out var parsed)
        ? (await world.Pipeline.Get<AddressIndex>().FindAsync(location, parsed, PipelineWorld.None)).First?.Contact
        : null;

    /// <summary>Threads have other names on either side; what counts is which messages are together.</summary>
    private void CompareThreads(List<(ModelThread Expected, string Found, WrittenMail Mail)> pairs)
    {
        differences.AddRange(pairs.GroupBy(p => p.Expected).Where(g => g.Select(p => p.Found).Distinct().Count() > 1)
            .Select(g => $"{g.Key.Owner}: one thread became several: {string.Join(" | ", g.GroupBy(p => p.Found).Select(Numbers))}"));
        differences.AddRange(pairs.GroupBy(p => p.Found).Where(g => g.Select(p => p.Expected).Distinct().Count() > 1)
            .Select(g => $"{g.First().Expected.Owner}: several threads became one: {string.Join(" | ", g.GroupBy(p => p.Expected).Select(Numbers))}"));
    }

    private static string Numbers(IEnumerable<(ModelThread Expected, string Found, WrittenMail Mail)> thread) =>
        string.Join(' ', thread.Select(p => string.Create(CultureInfo.InvariantCulture, $"#{p.Mail.Number}")));

    private static string Describe(ModelMessage message) => Text(
        message.Mail.Subject, message.Mail.From, message.IsOutbound, message.Mail.Automatic, message.Copies.Select(c => c.User));

    private static string Describe(SyncedMessage message) => Text(
        message.Subject, message.From?.Address ?? "", message.Direction == Direction.Outbound, message.Automatic, message.Copies.Select(c => c.User.Value));

    private static string Text(string subject, string from, bool outbound, bool automatic, IEnumerable<string> users) =>
        $"\"{subject}\" from {from} {(outbound ? "outbound" : "inbound")}{(automatic ? " automatic" : "")}, copies: {string.Join(' ', users.Order(StringComparer.Ordinal))}";

    private async Task CompareDecisionsAsync()
    {
        foreach (var connection in world.People.Connections)
        {
            var at = (await world.Pipeline.Get<MailboxStore>().GetConnectionAsync(
                new LocationId(connection.Location.Id), new UserId(connection.User), PipelineWorld.None))!;
            var log = (await world.Pipeline.DecisionsAsync(at)).GroupBy(d => d.ProviderMessage.Value).ToDictionary(g => g.Key, g => g.Last());
            foreach (var copy in world.Copies.Values.Where(c => c.Mailbox == connection.Mailbox))
                Compare(connection, copy, log.GetValueOrDefault(copy.Id));
        }
    }

    private void Compare(ModelConnection connection, MailCopy copy, LoggedDecision? found)
    {
        if (!model.Verdicts.TryGetValue((connection, copy), out var expected))
            differences.Add($"{connection.Location.Id}/{connection.User}: the model was never asked about {copy}");
        else if (found is null ? !expected.MayBeUnsaid : (found.Outcome == Outcome.Synced) != expected.Synced || !expected.Reasons.Contains(Name(found.Reason)))
            differences.Add($"{connection.Location.Id}/{connection.User}: {copy}\n    expected {expected}\n    found    {(found is null ? "no decision" : $"{found.Outcome} ({Name(found.Reason)})")}");
    }

    private static string Name(Reason reason) => JsonSerializer.Serialize(reason).Trim('"');
}
