using System.Globalization;
using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Sending;
using EmailSync.Core.Sending.Batches;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using EmailSync.Simulators.Faults;
using EmailSync.Tests.Pipeline;
using MimeKit;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Sending.Trouble;

/// <summary>What was accepted against what arrived, what stands in the conversations and what is told.</summary>
internal sealed class SendBalance
{
    private const string Unknown = "send_outcome_unknown";
    private readonly TroubledWorld world;
    private readonly List<string> wrongs = [];
    private readonly Dictionary<(string Mailbox, string Folder), ILookup<string, string?>> mails = [];
    private int sent;
    private int rejected;
    private int unknown;

    private SendBalance(TroubledWorld world) => this.world = world;

    public IReadOnlyList<string> Wrongs => wrongs;

    public string Summary => string.Create(CultureInfo.InvariantCulture,
        $"{world.Wishes.Count} mails, {sent} sent, {rejected} rejected, {unknown} of unknown outcome, {world.Deaths} deaths; struck: {string.Join(", ", world.Struck.GroupBy(f => f.Rule.Fault).Select(g => $"{g.Key} {g.Sum(f => f.Hits)}"))}");

    public static async Task<SendBalance> DrawAsync(TroubledWorld world)
    {
        var balance = new SendBalance(world);
        foreach (var wish in world.Wishes)
            await balance.JudgeAsync(wish);
        await balance.JudgeConversationsAsync();
        await balance.JudgeRemainsAsync();
        balance.JudgeDoubts();
        return balance;
    }

    private async Task JudgeAsync(Wish wish)
    {
        var entry = await world.Pipeline.Get<SendLedger>().GetAsync(wish.Token, None);
        var message = entry is null ? null : await world.Pipeline.Get<ConversationStore>().GetAsync(North, entry.Message, None);
        if (entry is not { IsFinished: true } || message is null)
        {
            Wrong(wish, $"is not at its end: {entry?.State}, {entry?.Failure}, {message?.Status}");
            return;
        }
        if ((entry.State == SendState.Sent) != (message.Status == MessageStatus.Sent) || (entry.State == SendState.Failed) != (message.Status == MessageStatus.Failed))
            Wrong(wish, $"is {entry.State} in the ledger and {message.Status} in its conversation");
        var isFromMailbox = entry.Via == MessageVia.Mailbox;
        var arrived = wish.Recipients.Select(r => Of(r, "all")[wish.Token].ToList()).ToList();
        var counts = string.Join(" and ", arrived.Select(a => a.Count));
        switch (message)
        {
            case { Status: MessageStatus.Sent }:
                sent++;
                if (arrived.Any(a => a.Count != 1))
                    Wrong(wish, $"is sent and has arrived {counts} times");
                if (arrived.SelectMany(a => a).Any(id => id != message.MessageIdHeader))
                    Wrong(wish, "has arrived under another Message-ID than its conversation says");
                if (isFromMailbox && (Of(Mailbox(wish), "sent")[wish.Token].Count() != 1 || message.Copies.Count != 1))
                    Wrong(wish, $"stands {Of(Mailbox(wish), "sent")[wish.Token].Count()} times in Sent, with {message.Copies.Count} copies");
                break;
            case { Failure: Unknown } when !isFromMailbox:
                unknown++;
                if (arrived.Any(a => a.Count > 1))
                    Wrong(wish, $"is in doubt and has arrived {counts} times");
                break;
            case { Failure: "rejected_by_provider" } when isFromMailbox:
            case { Failure: "rejected:5.1.1" or "rejected:5.7.1" } when !isFromMailbox:
                rejected++;
                if (arrived.Any(a => a.Count > 0) || (isFromMailbox && Of(Mailbox(wish), "all")[wish.Token].Any()))
                    Wrong(wish, $"has failed for certain and has arrived {counts} times");
                break;
            default:
                Wrong(wish, $"is {message.Status} ({message.Failure}), and has arrived {counts} times");
                break;
        }
    }

    private async Task JudgeConversationsAsync()
    {
        foreach (var contact in Enumerable.Range(0, TroubledWorld.Contacts))
        {
            var expected = world.Wishes.Where(w => w.Contact == contact).Select(w => $"Mail {w.Number}").Order(StringComparer.Ordinal);
            var messages = await world.Pipeline.ConversationAsync(North, TroubledWorld.Contact(contact));
            var found = messages.Select(m => m.Subject).Order(StringComparer.Ordinal);
            if (!expected.SequenceEqual(found))
                wrongs.Add($"The conversation of {contact} holds [{string.Join(", ", found)}] instead of [{string.Join(", ", expected)}].");
            var told = new List<(CrmEventType Type, MessageId? Message)>();
            await foreach (var item in world.Pipeline.Get<ConversationStore>().ListOutboxAsync(world.Pipeline.Get<TableKeys>().ConversationOf(North, TroubledWorld.Contact(contact)), None))
                told.Add((item.Type, item.Message));
            wrongs.AddRange(messages
                .Where(m => !told.Where(t => t.Message == m.Id && t.Type != CrmEventType.MessageUpdated).Select(t => t.Type)
                    .SequenceEqual([m.Status == MessageStatus.Sent ? CrmEventType.MessageSynced : CrmEventType.MessageFailed]))
                .Select(m => $"Of '{m.Subject}', {m.Status}, is told: {string.Join(", ", told.Where(t => t.Message == m.Id).Select(t => t.Type))}."));
        }
    }

    private async Task JudgeRemainsAsync()
    {
        foreach (var account in world.Pipeline.Providers.SelectMany(p => p.Accounts))
        {
            if (world.Pipeline.Folder(account, "drafts") is { Count: > 0 } drafts)
                wrongs.Add($"In the drafts of {account}: {string.Join(", ", drafts.Select(d => d.Subject))}.");
        }
        foreach (var (user, _) in TroubledWorld.Everybody)
        {
            if (await world.Pipeline.Get<SendLedger>().ListUnderWayAsync(North, user, None) is { Count: > 0 } underWay)
                wrongs.Add($"{underWay.Count} sends of {user.Value} are said to be under way.");
        }
        var due = await world.Pipeline.Get<DueSweep>().CollectAsync(None);
        if (due.Sends.Count + due.Batches.Count > 0)
            wrongs.Add($"{due.Sends.Count} sends and {due.Batches.Count} batches are still looked at.");
        foreach (var token in world.Batches)
        {
            var batch = await world.Pipeline.Get<BatchStore>().GetAsync(token, None);
            var items = await world.Pipeline.Get<BatchStore>().ListAsync(token, 0, 1000, None);
            var counted = new BatchCounts(items.Count(i => i.Status == BatchItemStatus.Sent), items.Count(i => i.Status == BatchItemStatus.Failed));
            if (batch is not { Status: BatchStatus.Finished } || items.Count != batch.Total || batch.Counts != counted)
                wrongs.Add($"A batch is {batch?.Status} with {batch?.Counts} of {batch?.Total}, and {items.Count} mails: {counted}.");
        }
    }

    /// <summary>A doubt needs a reason: the service broke off at the end of a mail without an answer, or the process died over it. And whoever has one is told.</summary>
    private void JudgeDoubts()
    {
        var unanswered = world.Pipeline.Smtp.Faults.List()
            .Where(f => f.Rule is { Match.Method: "END", Fault: FaultKind.Timeout or FaultKind.DropConnection or FaultKind.EffectThenDrop })
            .Sum(f => f.Hits);
        var held = world.HeldByTheDead.Count;
        if (unknown < Math.Max(unanswered, held) || unknown > unanswered + held)
            wrongs.Add($"{unknown} mails are in doubt; {unanswered} got no answer, {held} were held by a process that died.");
        var refused = world.Struck.Where(f => f.Rule.Status is 400 or 550 or 554).Sum(f => f.Hits);
        if (rejected > refused)
            wrongs.Add($"{rejected} mails are rejected; {refused} calls were refused.");
    }

    private static string Mailbox(Wish wish) => TroubledWorld.Everybody.Single(p => p.User == wish.User).Mailbox!;

    /// <summary>Message-IDs by the mark of the send, as the bytes in the folder have them.</summary>
    private ILookup<string, string?> Of(string mailbox, string folder)
    {
        if (mails.TryGetValue((mailbox, folder), out var known))
            return known;
        var at = world.Pipeline.At(mailbox);
        return mails[(mailbox, folder)] = at.Folder(mailbox, folder)
            .Select(seen => HeaderList.Load(new MemoryStream(at.Raw(mailbox, seen.Id))))
            .ToLookup(headers => headers["X-EmailSync-Send"] ?? "", headers => headers[HeaderId.MessageId]?.Trim().Trim('<', '>'));
    }

    private void Wrong(Wish wish, string what) => wrongs.Add($"Mail {wish.Number} of {wish.User.Value} {what}.");
}
