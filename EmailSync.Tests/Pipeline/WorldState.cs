using System.Globalization;
using System.Text;
using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using EmailSync.Simulators.Control;

namespace EmailSync.Tests.Pipeline;

/// <summary>What a story came to, in words that are the same however it came about: no ids, no times.</summary>
internal static class WorldState
{
    public static async Task<IReadOnlyList<SyncedMessage>> ConversationAsync(this PipelineWorld world, LocationId location, ContactId contact)
    {
        if (await world.Get<DirectoryStore>().GetContactAsync(location, contact, PipelineWorld.None) is not { } found)
            return [];
        var stored = await world.Get<ConversationStore>().ListAsync(found.Conversation, null, 1000, PipelineWorld.None);
        return [.. stored.Select(s => s.Message).OrderBy(m => m.Subject, StringComparer.Ordinal).ThenBy(m => m.From?.Address, StringComparer.Ordinal)];
    }

    public static Task<IReadOnlyList<SyncedMessage>> ConversationAsync(this PipelineWorld world) =>
        world.ConversationAsync(PipelineWorld.North, PipelineWorld.Carla);

    public static IReadOnlyList<MailSeen> Folder(this PipelineWorld world, string address, string folder) =>
        world.At(address).Folder(address, folder);

    /// <summary>Newest decision about a message of the mailbox in a location.</summary>
    public static async Task<LoggedDecision?> DecisionAsync(this PipelineWorld world, Connection connection, string providerMessage) =>
        (await DecisionsAsync(world, connection)).LastOrDefault(d => d.ProviderMessage.Value == providerMessage);

    public static async Task<IReadOnlyList<LoggedDecision>> DecisionsAsync(this PipelineWorld world, Connection connection)
    {
        var decisions = new List<LoggedDecision>();
        var now = world.Clock.GetUtcNow();
        var log = world.Get<DecisionStore>().ListAsync(
            connection.Location, connection.Mailbox, now.AddDays(-20), now.AddDays(1), null, PipelineWorld.None);
        await foreach (var decision in log)
            decisions.Add(decision);
        return [.. decisions.OrderBy(d => d.At)];
    }

    public static async Task<IReadOnlyList<DeferredMessage>> DeferredAsync(this PipelineWorld world, MailboxId mailbox)
    {
        var messages = new List<DeferredMessage>();
        await foreach (var message in world.Get<DeferredStore>().ListAsync(mailbox, PipelineWorld.None))
            messages.Add(message);
        return messages;
    }

    public static async Task<ConnectionState> StateAsync(this PipelineWorld world, Connection connection) =>
        (await world.Get<ConnectionStore>().GetAsync(connection.Location, connection.User, PipelineWorld.None))!;

    /// <summary>What the CRM is told of a user's connection, in order.</summary>
    public static async Task<IReadOnlyList<CrmEventType>> ToldAsync(this PipelineWorld world, Connection connection)
    {
        var store = world.Get<ConnectionStore>();
        var told = new List<CrmEventType>();
        await foreach (var item in store.ListOutboxAsync(store.StreamOf(connection), PipelineWorld.None))
            told.Add(item.Type);
        return told;
    }

    public static async Task<string> DescribeAsync(this PipelineWorld world)
    {
        var text = new StringBuilder();
        var threads = new Dictionary<string, int>(StringComparer.Ordinal);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var message in await world.ConversationAsync())
        {
            var thread = threads.TryGetValue(message.Thread.Value, out var known) ? known : threads[message.Thread.Value] = threads.Count + 1;
            var copies = string.Join(',', message.Copies.Select(Describe).Order(StringComparer.Ordinal));
            names[message.Id.Value] = $"'{message.Subject}' of {message.From?.Address}";
            text.AppendLine(CultureInfo.InvariantCulture,
                $"message {names[message.Id.Value]}: {message.Direction} {message.Status} {message.Origin} thread {thread} copies {copies} {message.Failure}");
            if (message.Attachments.Count > 0)
                text.AppendLine("  with " + string.Join(", ", await Task.WhenAll(message.Attachments.Select(a => DescribeAsync(world, message, a)))));
        }
        var conversation = world.Get<TableKeys>().ConversationOf(PipelineWorld.North, PipelineWorld.Carla);
        var events = new List<string>();
        await foreach (var item in world.Get<ConversationStore>().ListOutboxAsync(conversation, PipelineWorld.None))
            events.Add($"event {item.Type} {names.GetValueOrDefault(item.Message?.Value ?? "")}");
        foreach (var item in events.Order(StringComparer.Ordinal))
            text.AppendLine(item);
        foreach (var connection in world.Connections)
            await DescribeAsync(world, connection, text);
        foreach (var account in world.Providers.SelectMany(p => p.Accounts).Order(StringComparer.Ordinal))
        {
            foreach (var folder in (string[])["inbox", "sent", "drafts"])
                text.AppendLine(CultureInfo.InvariantCulture,
                    $"{account} {folder}: {string.Join(", ", world.Folder(account, folder).Select(m => m.Subject).Order(StringComparer.Ordinal))}");
        }
        return text.ToString();
    }

    /// <summary>Whose copy, and how it is shown.</summary>
    public static string Describe(this MailboxCopy copy) =>
        copy.User.Value + (copy.ShownRead ? " read" : " unread") + (copy.ShownTrashed ? " trashed" : "") + (copy.Deleted ? " deleted" : "")
        + (copy.Wish is null ? "" : " pending") + (copy.Failure is null ? "" : " " + copy.Failure);

    /// <summary>How often the CRM has been told that a message of the conversation changed.</summary>
    public static async Task<int> UpdatesToldAsync(this PipelineWorld world, LocationId location, ContactId contact)
    {
        var told = 0;
        await foreach (var item in world.Get<ConversationStore>().ListOutboxAsync(world.Get<TableKeys>().ConversationOf(location, contact), PipelineWorld.None))
            told += item.Type == CrmEventType.MessageUpdated ? 1 : 0;
        return told;
    }

    /// <summary>What the CRM is told of Carla's conversation, in order.</summary>
    public static async Task<string> ToldAsync(this PipelineWorld world)
    {
        var told = new List<CrmEventType>();
        await foreach (var item in world.Get<ConversationStore>().ListOutboxAsync(world.Get<TableKeys>().ConversationOf(PipelineWorld.North, PipelineWorld.Carla), PipelineWorld.None))
            told.Add(item.Type);
        return string.Join(", ", told);
    }

    public static Task<int> UpdatesToldAsync(this PipelineWorld world) => world.UpdatesToldAsync(PipelineWorld.North, PipelineWorld.Carla);

    private static async Task<string> DescribeAsync(PipelineWorld world, SyncedMessage message, MailAttachment attachment)
    {
        var opened = await world.Get<MessageParts>().OpenAsync(message, attachment.Id, PipelineWorld.None);
        var omitted = attachment.OmittedReason is null ? "" : " " + attachment.OmittedReason;
        return $"{attachment.Name}{omitted} of {opened?.Content.Length.ToString(CultureInfo.InvariantCulture) ?? "nothing"}";
    }

    private static async Task DescribeAsync(PipelineWorld world, Connection connection, StringBuilder text)
    {
        var mailbox = await world.Get<MailboxStore>().GetAsync(connection.Mailbox, PipelineWorld.None);
        var others = (await world.Get<MailboxStore>().ConnectionsOfAsync(connection.Mailbox, PipelineWorld.None)).Count;
        text.AppendLine(CultureInfo.InvariantCulture,
            $"mailbox {mailbox!.Status} {mailbox.LastError} watched {mailbox.WatchExpiresAt is not null} connections {others}");
        var state = await world.StateAsync(connection);
        var told = string.Join(", ", await world.ToldAsync(connection));
        text.AppendLine(CultureInfo.InvariantCulture,
            $"connection {MailboxStanding.Of(state, mailbox).Status} to {(state.Connection.Mailbox == connection.Mailbox ? "it" : "another")}, told {told}");
        text.AppendLine(CultureInfo.InvariantCulture,
            $"grant kept {await world.Get<IMailboxTokens>().RefreshTokenAsync(connection.Mailbox, PipelineWorld.None) is not null}");
        var seen = world.Folder(mailbox.Address, "all").ToDictionary(m => m.Id, m => $"'{m.Subject}' of {m.From}", StringComparer.Ordinal);

        // A draft that came and went leaves a line or not, as it was met; it is no mail.
        foreach (var line in (await world.DecisionsAsync(connection))
            .Where(d => seen.ContainsKey(d.ProviderMessage.Value))
            .Select(d => $"decision {seen[d.ProviderMessage.Value]}: {d.Outcome}")
            .Order(StringComparer.Ordinal))
            text.AppendLine(line);
        foreach (var message in await world.DeferredAsync(connection.Mailbox))
            text.AppendLine(CultureInfo.InvariantCulture, $"deferred {seen.GetValueOrDefault(message.Message.Value)} quarantined {message.Quarantined}");
    }
}
