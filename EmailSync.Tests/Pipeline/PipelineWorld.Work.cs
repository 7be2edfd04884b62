using System.Globalization;
using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Sending;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using EmailSync.Core.Updates;
using EmailSync.Functions.Mailboxes;

namespace EmailSync.Tests.Pipeline;

/// <summary>What orchestrators and timers do, as plain loops that make the same calls.</summary>
internal sealed partial class PipelineWorld
{
    private static readonly DueKind[] settling = [DueKind.Wake, DueKind.Batch, DueKind.Import, DueKind.Erase, DueKind.Adopt, DueKind.Tell, DueKind.Disconnect, DueKind.Update];
    private readonly Dictionary<string, DateTimeOffset> sleeping = new(StringComparer.Ordinal);
    private DateTimeOffset renewAt;
    private (MailboxId Id, SyncPage Page)? begun;

    /// <summary>Every step of the pipeline is run twice, as an engine that delivers at least once may do.</summary>
    public bool RunTwice { get; set; }

    /// <summary>Rounds tell the CRM too; a world that does not is one whose webhooks wait.</summary>
    public bool TellsCrm { get; set; }

    /// <summary>Called after each page of a look, with what it held.</summary>
    public Func<SyncPage, Task>? AfterPage { get; set; }

    /// <summary>One look at a mailbox, as the orchestrator makes it.</summary>
    public async Task SyncAsync(MailboxId id, SyncRound? from = null)
    {
        var round = from ?? new SyncRound();
        for (var pages = 0; pages < 1000; pages++)
        {
            var interruptions = Get<Interruptions>();
            var page = interruptions.Stamp(await StepAsync(() => Get<FeedReader>().ReadAsync(id, round, None)));
            if (page.State == SyncPageState.Stop)
                return;
            begun = (id, page);
            var lanes = page.Lanes ?? [];
            var synced = await Task.WhenAll(lanes.Select(lane => StepAsync(() => Get<LaneSync>().SyncAsync(id, lane, page.ReadAt, None))));
            begun = null;
            if (synced.Any(s => !s.HasOutcomes))
                return;

            // A second commit finds the cursor moved and asks for another look; the engine has the first answer by then.
            var next = await Get<PageCommitter>().CommitAsync(id, page, lanes.Count > 0, Clock.GetUtcNow(), None);
            if (RunTwice)
                await Get<PageCommitter>().CommitAsync(id, page, lanes.Count > 0, Clock.GetUtcNow(), None);
            if (AfterPage is { } told)
                await told(page);
            if (next == SyncNext.Done)
                return;
            round = page.Following;
        }
        Assert.Fail("The sync does not come to an end.");
    }

    /// <summary>The engine hands out again the lanes that were under way when the process died, and goes on with the page.</summary>
    public async Task GoOnAsync()
    {
        if (begun is not var (id, page))
            return;
        var synced = await Task.WhenAll(page.Lanes!.Select(lane => Get<LaneSync>().SyncAsync(id, lane, page.ReadAt, None)));
        begun = null;
        if (synced.All(s => s.HasOutcomes)
            && await Get<PageCommitter>().CommitAsync(id, page, page.Lanes!.Count > 0, Clock.GetUtcNow(), None) == SyncNext.Again)
            await SyncAsync(id, page.Following);
    }

    /// <summary>Somebody rings for every mailbox; then everything that is due within <paramref name="horizon"/> is done, time jumping from one to the next.</summary>
    /// <param name="horizon">How far; half an hour unless told.</param>
    /// <param name="longestJump">What the world does by itself meanwhile is late by this at most; without end unless told.</param>
    public async Task SettleAsync(TimeSpan? horizon = null, TimeSpan? longestJump = null)
    {
        foreach (var mailbox in Connections.Select(c => c.Mailbox).Distinct())
            await Get<DirtyStore>().MarkEverythingAsync(mailbox, Clock.GetUtcNow(), None);
        var end = Clock.GetUtcNow() + (horizon ?? TimeSpan.FromMinutes(30));
        var lately = new Queue<string>();
        for (var round = 0; round < 20_000; round++)
        {
            var now = Clock.GetUtcNow();
            if (await RoundAsync() is { Length: > 0 } work)
            {
                Note(work);
                continue;
            }
            if (await NextDueAsync(end, settling) is not { } next)
                return;
            Note($"until {next:O}");
            if (next > now)
                Clock.Advance(longestJump is { } most && next - now > most ? most : next - now + TimeSpan.FromMilliseconds(1));

            void Note(string what)
            {
                lately.Enqueue($"{now:O} {what}");
                if (lately.Count > 20)
                    lately.Dequeue();
            }
        }
        Assert.Fail("The world does not come to rest. Lately:\n" + string.Join('\n', lately));
    }

    /// <summary>One sweep, and everything it finds, as the orchestrators do it.</summary>
    /// <returns>What there was, in words; empty when there was nothing.</returns>
    public async Task<string> RoundAsync()
    {
        var work = await Get<DueSweep>().CollectAsync(None);
        var now = Clock.GetUtcNow();
        var sends = work.Sends.Where(IsAwake).ToList();
        var batches = work.Batches.Where(IsAwake).ToList();
        var disconnects = work.Disconnects.Where(IsAwake).ToList();
        foreach (var mailbox in work.Mailboxes)
            await SyncAsync(mailbox);
        foreach (var token in sends)
            await AdvanceAsync(token);
        foreach (var token in batches)
            await AdvanceBatchAsync(token);
        foreach (var token in work.Imports)
            await ImportAsync(token);
        foreach (var subject in work.Erasures)
            await EraseAsync(subject);
        foreach (var ended in disconnects)
            await WindUpAsync(ended);
        foreach (var message in work.Updates)
            await CarryOutAsync(message);
        foreach (var stream in TellsCrm ? work.Deliveries : [])
            await TellCrmAsync(stream);

        // Who would have woken by now and has nothing to do any more was brought to its end by somebody else.
        foreach (var ended in sleeping.Where(s => s.Value <= now && !sends.Contains(s.Key) && !batches.Contains(s.Key) && !disconnects.Contains(s.Key)).Select(s => s.Key).ToList())
            sleeping.Remove(ended);
        (string What, int Count)[] done = [
            ("mailboxes", work.Mailboxes.Count), ("sends", sends.Count), ("batches", batches.Count), ("imports", work.Imports.Count), ("erasures", work.Erasures.Count), ("ended", disconnects.Count), ("updates", work.Updates.Count)];
        return string.Join(", ", done.Where(d => d.Count > 0).Select(d => string.Create(CultureInfo.InvariantCulture, $"{d.Count} {d.What}")));

        bool IsAwake(string subject) => !sleeping.TryGetValue(subject, out var at) || at <= now;
    }

    /// <summary>All that a stream has to tell, as its orchestrator does it.</summary>
    private async Task TellCrmAsync(EventStream stream)
    {
        while (await StepAsync(() => Get<WebhookWork>().RunAsync(stream, None)))
        {
        }
    }

    /// <summary>Time passes, and the timers do their work: sweeps, looks, renewals.</summary>
    public async Task PassAsync(TimeSpan span, TimeSpan? step = null)
    {
        for (var end = Clock.GetUtcNow() + span; Clock.GetUtcNow() < end;)
        {
            Clock.Advance(step ?? TimeSpan.FromSeconds(15));
            await SweepAsync();
            if (Clock.GetUtcNow() >= renewAt)
                await RenewDueAsync();
        }
    }

    public async Task SweepAsync()
    {
        foreach (var mailbox in (await Get<DueSweep>().CollectAsync(None)).Mailboxes)
            await SyncAsync(mailbox);
    }

    /// <summary>Renewals as their orchestrator makes them.</summary>
    public async Task RenewDueAsync()
    {
        renewAt = Clock.GetUtcNow().AddMinutes(10);
        var renew = new RenewWatchActivity(Get<WatchMailbox>(), Get<DueStore>());
        foreach (var watch in await new ListDueWatchesActivity(Get<DueStore>(), Clock).RunAsync(null, None))
        {
            if (RunTwice)
                await renew.RunAsync(watch, None);
            await renew.RunAsync(watch, None);
        }
    }

    public async Task<SendProgress> AdvanceAsync(string token)
    {
        var progress = await StepAsync(() => Get<SendEmail>().AdvanceAsync(token, None));
        Sleep(token, progress.RetryAt);
        return progress;
    }

    /// <summary>One step of a batch, as its orchestrator makes it.</summary>
    public async Task<SendProgress> AdvanceBatchAsync(string token)
    {
        var progress = await StepAsync(() => Get<EmailSync.Core.Sending.Batches.RunBatch>().AdvanceAsync(token, None));
        Sleep(token, progress.RetryAt);
        return progress;
    }

    /// <summary>All pages of an import, as its orchestrator takes them in.</summary>
    public async Task ImportAsync(string token)
    {
        while (await StepAsync(() => Get<EmailSync.Core.Directory.Imports.RunImport>().StepAsync(token, None)))
        {
        }
    }

    public async Task EraseAsync(string subject)
    {
        while (await StepAsync(() => LocationErasureStore.IsLocation(subject) ? Get<EraseLocation>().StepAsync(subject, None)
            : UserErasureStore.IsUser(subject) ? Get<EraseUser>().StepAsync(subject, None)
            : Get<EraseConversation>().StepAsync(subject, None)))
        {
        }
    }

    /// <summary>One step of the winding up of a connection that has ended.</summary>
    public async Task<DisconnectProgress> WindUpAsync(string ended)
    {
        var progress = await StepAsync(() => Get<DisconnectMailbox>().AdvanceAsync(ended, None));
        Sleep(ended, progress.RetryAt);
        return progress;
    }

    private void Sleep(string work, DateTimeOffset? until)
    {
        if (until is { } at)
            sleeping[work] = at;
        else
            sleeping.Remove(work);
    }

    /// <summary>One look at what the mailboxes owe, as the orchestrator makes it.</summary>
    public Task<bool> CarryOutAsync(EmailSync.Core.Conversations.MessageId message) => StepAsync(() => Get<CarryOutUpdate>().RunAsync(message, None));

    /// <summary>When the next of this work is due, or what sleeps goes on; null when that is later than <paramref name="end"/>.</summary>
    public async Task<DateTimeOffset?> NextDueAsync(DateTimeOffset end, IReadOnlyList<DueKind> kinds)
    {
        var times = new List<DateTimeOffset>(sleeping.Values);
        for (var shard = 0; shard < TableKeys.DueShards; shard++)
        {
            foreach (var kind in kinds)
            {
                await foreach (var item in Get<DueStore>().ListDueAsync(kind, shard, end, None))
                {
                    if (!sleeping.ContainsKey(item.Subject))
                        times.Add(new DateTimeOffset(long.Parse(item.RowKey.AsSpan(0, 19), CultureInfo.InvariantCulture), TimeSpan.Zero));
                }
            }
        }
        return times.Where(t => t <= end).Select(t => (DateTimeOffset?)t).Min();
    }
}
