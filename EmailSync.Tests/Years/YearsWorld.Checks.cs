using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Tests.Pipeline;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Years;

/// <summary>What has to be true of all mailboxes, on the way and at the end.</summary>
internal sealed partial class YearsWorld
{
    private static readonly TimeSpan watchGrace = TimeSpan.FromHours(1);

    /// <summary>After work in flight has drained, and a failed attempt or two.</summary>
    private static readonly TimeSpan unwatched = TimeSpan.FromHours(6);

    /// <summary>A day until the next look, and hours of waiting where that fails; nothing that is well takes longer.</summary>
    private static readonly TimeSpan patience = TimeSpan.FromDays(2);

    /// <summary>What went against the rules, in words.</summary>
    public List<string> Wrongs { get; } = [];

    /// <summary>Notes what has come in, and complains of what should have.</summary>
    private async Task NoteStoredAsync(Owner owner)
    {
        if (bells.IsDown)
            return;
        try
        {
            foreach (var tie in owner.Ties.Where(t => t.Connection is not null))
                await NoteStoredAsync(owner, tie);
            CheckLeft(owner);
        }
        catch (ProcessDiedException)
        {
            await BeginAnewAsync();
        }
    }

    private async Task NoteStoredAsync(Owner owner, Tie tie)
    {
        var now = world.Clock.GetUtcNow();
        foreach (var mail in tie.Pending)
        {
            var since = mail.At > owner.WellSince ? mail.At : owner.WellSince;
            if (await world.Get<MessageIndex>().FindAsync(tie.Connection!, new ProviderMessageId(mail.Id), None) is not null)
                tie.Stored.Add(mail);
            else if (owner.IsWell(tie) && now - since > patience)
                Wrong(owner, $"'{mail.Subject}' of {mail.At:O} has not come into {tie.Location.Value} by {now:O}, well since {owner.WellSince:O}");
        }
    }

    /// <summary>R6: what is disconnected is not watched, long before the watch would end by itself.</summary>
    private void CheckLeft(Owner owner)
    {
        var latest = world.Clock.GetUtcNow() - unwatched;
        if (owner.Clouds.Count > 0 || owner.WellSince > latest)
            return;
        foreach (var (account, _) in owner.Left.Where(l => l.Value < latest && world.Watches(l.Key).Count > 0).ToList())
        {
            Wrong(owner, $"{account} is still watched");
            owner.Left.Remove(account);
        }
    }

    private async Task CheckAtEndAsync()
    {
        foreach (var owner in owners)
        {
            await NoteStoredAsync(owner);
            await CheckWatchesAsync(owner);
            foreach (var tie in owner.Ties)
                await CheckMailAsync(owner, tie);
            foreach (var tie in owner.Ties.Where(t => t.Connection is not null))
                await CheckHealthAsync(owner, tie);
        }
        foreach (var owner in owners)
            await MailComesAsync(owner, new Happening.MailComes(default, default, MailKind.FromContact, 1));

        // Too short for a look that nobody asked for: it is the push that counts.
        await RunAsync(world.Clock.GetUtcNow().AddMinutes(3));
        foreach (var owner in owners)
        {
            foreach (var tie in owner.Ties.Where(t => t.IsConnectedTo(owner.Account)))
            {
                if ((await world.ConversationAsync(tie.Location, owner.Contact)).All(m => m.Subject != owner.Mails[^1].Subject))
                    Wrong(owner, $"a push does not bring the mail into {tie.Location.Value} any more");
            }
        }
    }

    private async Task CheckMailAsync(Owner owner, Tie tie)
    {
        var found = (await world.ConversationAsync(tie.Location, owner.Contact)).GroupBy(m => m.Subject).ToDictionary(g => g.Key, g => g.Count());
        foreach (var (mail, wanted) in tie.Mails)
        {
            var times = found.GetValueOrDefault(mail.Subject);
            found.Remove(mail.Subject);
            var isRight = wanted switch { Wanted.Yes => times == 1, Wanted.No => times == 0, _ => times <= 1 };
            if (!isRight)
                Wrong(owner, $"'{mail.Subject}' of {mail.At:O} is wanted in {tie.Location.Value}: {wanted}, and there {times} times");
        }
        foreach (var (subject, _) in found)
            Wrong(owner, $"'{subject}' is in {tie.Location.Value} and was never sent");
    }

    private async Task CheckWatchesAsync(Owner owner)
    {
        foreach (var account in owner.Accounts)
        {
            var watches = world.Watches(account);
            var wanted = owner.Ties.Any(t => t.IsConnectedTo(account)) ? 1 : 0;
            if (watches.Count != wanted)
                Wrong(owner, $"{account} has {watches.Count} watches, not {wanted}");
            foreach (var watch in watches)
            {
                if (await world.Get<PushIdentities>().FindAsync(owner.Provider, watch, None) is null)
                    Wrong(owner, $"nobody knows whose a watch over {account} is");
            }
        }
    }

    private async Task CheckHealthAsync(Owner owner, Tie tie)
    {
        var now = world.Clock.GetUtcNow();
        var mailbox = (await world.Get<MailboxStore>().GetAsync(tie.Connection!.Mailbox, None))!;
        if (mailbox.Status != MailboxStatus.Connected || mailbox.LastError is not null)
            Wrong(owner, $"its mailbox is {mailbox.Status} ({mailbox.LastError})");
        if (mailbox.DeliveryAt(now + watchGrace) != Delivery.Push)
            Wrong(owner, $"its mailbox is polled; watch until {mailbox.WatchExpiresAt:O}, silent since {mailbox.Push.SilentSince:O}");
        if (!(mailbox.LastSyncedAt > now - patience))
            Wrong(owner, $"its mailbox was looked at last at {mailbox.LastSyncedAt:O}");
        if (await world.DeferredAsync(mailbox.Id) is { Count: > 0 } deferred)
            Wrong(owner, $"{deferred.Count} messages are put off or set aside: {string.Join(", ", deferred.Select(d => d.Cause))}");
        foreach (var kind in (DueKind[])[DueKind.Reconcile, DueKind.Renew])
        {
            var pointers = 0;
            await foreach (var item in world.Get<DueStore>().ListDueAsync(kind, TableKeys.Shard(mailbox.Id.Value), now.AddDays(3), None))
                pointers += item.Subject == mailbox.Id.Value ? 1 : 0;
            if (pointers != 1)
                Wrong(owner, $"{pointers} pointers lead to its next {kind}");
        }
    }

    private void Wrong(Owner owner, string what) => Wrongs.Add($"{owner.User.Value} ({owner.Provider}): {what}");
}
