using System.Globalization;
using System.Text.Json.Nodes;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Simulators.Faults;
using EmailSync.Tests.Pipeline;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Years;

/// <summary>
/// Mailboxes that live through the years of a plan. Time jumps to whatever is due next, so that an idle day costs its renewal and its look and nothing else; pushes come from
/// the simulated providers by themselves.
/// </summary>
internal sealed class YearsWorld : IAsyncDisposable
{
    private static readonly TimeSpan watchGrace = TimeSpan.FromHours(1);

    /// <summary>After work in flight has drained, and a failed attempt or two.</summary>
    private static readonly TimeSpan unwatched = TimeSpan.FromHours(6);

    /// <summary>A day until the next look, and hours of waiting where that fails; nothing that is well takes longer.</summary>
    private static readonly TimeSpan patience = TimeSpan.FromDays(2);

    private static readonly DueKind[] kinds =
        [DueKind.Wake, DueKind.Reconcile, DueKind.Renew, DueKind.Erase, DueKind.Adopt, DueKind.Tell, DueKind.Disconnect, DueKind.Update, DueKind.FillIn, DueKind.Deliver];

    private readonly PipelineWorld world;
    private readonly Bells bells;
    private readonly Owner[] owners;
    private readonly DateTimeOffset start;
    private readonly List<Happening> waitingForUp = [];
    private bool hubIsLost;
    private int lastMail;

    private YearsWorld(PipelineWorld world, Bells bells, Owner[] owners)
    {
        (this.world, this.bells, this.owners, start) = (world, bells, owners, world.Clock.GetUtcNow());
        foreach (var owner in owners)
            owner.WellSince = start;
    }

    /// <summary>What went against the rules, in words.</summary>
    public List<string> Wrongs { get; } = [];

    public int Mails => lastMail;

    public int Pushes => bells.Heard;

    public int Deaths { get; private set; }

    public int Calls => world.Providers.Sum(p => p.Control.Calls.List().Sum(c => c.Count));

    public static async Task<YearsWorld> StartAsync(int mailboxes, ITables? tables = null, IBlobs? blobs = null)
    {
        Owner[] owners = [.. Enumerable.Range(0, mailboxes).Select(n => new Owner(n, n % 2 == 0 ? MailProviderName.Gmail : MailProviderName.Outlook))];
        var homes = Homes.Gmail with { Others = owners.SelectMany(o => o.Accounts.Select(a => (a, o.Provider))).ToDictionary() };
        var bells = new Bells();
        var pipeline = await PipelineWorld.StartAsync(
            homes, tables, blobs, [("EmailSync:ReconcileInterval", "1.00:00:00"), ("EmailSync:PollInterval", "06:00:00")], bells.RingAsync, new InProcessNetwork());
        bells.World = pipeline;
        pipeline.TellsCrm = true;
        var world = new YearsWorld(pipeline, bells, owners);
        await world.SettleInAsync();
        return world;
    }

    public async Task LiveAsync(IReadOnlyList<Happening> plan, TimeSpan length)
    {
        foreach (var happening in plan)
        {
            await RunAsync(start + happening.At);
            await HappenAsync(happening);
        }
        await RunAsync(start + length);
        await CheckAtEndAsync();
    }

    public ValueTask DisposeAsync() => world.DisposeAsync();

    private async Task SettleInAsync()
    {
        // Nobody hears of a mailbox's state here, and what waits for it would be looked at in every sweep of these years.
        foreach (var location in (LocationId[])[North, South])
        {
            await world.Get<DirectoryStore>().SaveLocationAsync(
                new Location(location, location.Value, new LocationSettings { GmailAssignment = AssignmentPolicy.Never, OutlookAssignment = AssignmentPolicy.Never }, null), None);
        }
        foreach (var provider in world.Providers)
        {
            var settings = (JsonObject)provider.Control.Settings.DeepClone();
            settings["bounceUnknownRecipients"] = false;
            provider.Control.Change(settings);
        }
        foreach (var owner in owners)
        {
            foreach (var account in owner.Accounts)
                world.At(account).AddAccount(account);
            foreach (var tie in owner.Ties)
                await world.KnowAsync(tie.Location, owner.Contact, owner.ContactAddress);
        }
    }

    private Task HappenAsync(Happening happening)
    {
        switch (happening)
        {
            case Happening.MailComes mail:
                return MailComesAsync(owners[mail.Who], mail);
            case Happening.Clouds clouds:
                Cloud(owners[clouds.Who], clouds.Weather);
                return Task.CompletedTask;
            case Happening.Clears clears:
                Clear(owners[clears.Who]);
                return Task.CompletedTask;
            case Happening.WatchVanishes { Who: var who }:
                world.At(owners[who].Account).Control.AddFault(new FaultRule(FaultKind.ExpireWatch, new FaultMatch(Mailbox: owners[who].Account)));
                return Task.CompletedTask;
            case Happening.CursorVanishes vanishes:
                return CursorVanishesAsync(owners[vanishes.Who], vanishes.Mails);
            case Happening.LosesGrant { Who: var who }:
                owners[who].Locked.Add(owners[who].Account);
                world.At(owners[who].Account).Revoke(owners[who].Account);
                return Task.CompletedTask;
            case Happening.GoesDown:
                bells.IsDown = true;
                return Task.CompletedTask;
            case Happening.ComesUp:
                return ComeUpAsync();
            case Happening.DiesSoon dies:
                hubIsLost = dies.HubIsLost;
                world.Fuse.DieAfter(dies.Writes);
                return Task.CompletedTask;
            default:
                if (!bells.IsDown)
                    return AskedAsync(happening);
                waitingForUp.Add(happening);
                return Task.CompletedTask;
        }
    }

    /// <summary>What a person asks the product for: again where it died over it.</summary>
    private async Task AskedAsync(Happening happening)
    {
        var owner = owners[happening.Owner!.Value];
        await NoteStoredAsync(owner);
        while (true)
        {
            try
            {
                await AskAsync(owner, happening);
                return;
            }
            catch (ProcessDiedException)
            {
                await BeginAnewAsync();
            }
        }
    }

    private async Task AskAsync(Owner owner, Happening happening)
    {
        switch (happening)
        {
            case Happening.Connects connects:
                await ConnectAsync(owner, connects.South ? owner.South : owner.North, owner.Account, ConnectMode.Connect);
                break;
            case Happening.Moves when owner.North.Connection is not null:
                owner.North.ReleasePending();
                await ConnectAsync(owner, owner.North, owner.OtherAccount, ConnectMode.Update);
                break;
            case Happening.Moves:
                break;
            case Happening.Disconnects disconnects:
                await DisconnectAsync(owner, disconnects.South ? owner.South : owner.North);
                break;
            case Happening.Pauses pauses:
                await PauseAsync(owner, pauses.South ? owner.South : owner.North);
                break;
            case Happening.Resumes resumes:
                await ResumeAsync(owner, resumes.South ? owner.South : owner.North);
                break;
            case Happening.SignsInAgain again:
                if (again.WrongFirst)
                    await TakeWrongAccountAsync(owner);
                await ConnectAsync(owner, owner.North, owner.Account, ConnectMode.Reauthorize);
                break;
            default:
                throw new InvalidOperationException($"Nobody asks for {happening}.");
        }
    }

    private async Task ConnectAsync(Owner owner, Tie tie, string account, ConnectMode mode)
    {
        // Microsoft tells whole seconds: what came in the second before is not to be taken for what comes after.
        world.Clock.Advance(TimeSpan.FromSeconds(2));
        string back;
        for (var attempt = 1; ; attempt++)
        {
            back = await world.SignInAsync(tie.Location, owner.User, account, mode);
            var isOver = Query(back, "code") switch
            {
                "still_disconnecting" => attempt >= 5,


                // Or a provider that asked for an hour's patience: it is over long before the last attempt.
                NoPage or "provider_failed" => attempt >= 30,
                _ => true,
            };
            if (isOver)
                break;

            // No weather changes while a person tries to sign in: whoever has tried for hours does it when it is over.
            if (attempt == 18)
                Clear(owner);

            // As the person is told: again in a while.
            await RunAsync(world.Clock.GetUtcNow().AddMinutes(10));
        }
        if (Query(back, "status") != "connected")
            Wrong(owner, $"{mode} in {tie.Location.Value} was refused: {Query(back, "code")}");
        var before = tie.Account;
        tie.Account = account;
        tie.Connection = await world.Get<MailboxStore>().GetConnectionAsync(tie.Location, owner.User, None);
        owner.Locked.Remove(account);
        owner.Left.Remove(account);
        owner.WellSince = world.Clock.GetUtcNow();
        if (before != account)
            owner.Leave(before, owner.WellSince);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
    }

    private async Task TakeWrongAccountAsync(Owner owner)
    {
        var back = await world.SignInAsync(North, owner.User, owner.OtherAccount, ConnectMode.Reauthorize);
        if (Query(back, "code") is not ("wrong_account" or NoPage or "provider_failed"))
            Wrong(owner, $"another account was not refused: {Query(back, "code")}");
    }

    private async Task DisconnectAsync(Owner owner, Tie tie)
    {
        tie.ReleasePending();
        await world.Get<DisconnectMailbox>().BeginAsync(tie.Location, owner.User, None);
        tie.Connection = null;
        owner.Leave(tie.Account, world.Clock.GetUtcNow());
    }

    private async Task PauseAsync(Owner owner, Tie tie)
    {
        await world.Get<PauseMailbox>().PauseAsync(tie.Location, owner.User, None);
        tie.IsPaused = true;
    }

    private async Task ResumeAsync(Owner owner, Tie tie)
    {
        await world.Get<PauseMailbox>().ResumeAsync(tie.Location, owner.User, None);
        tie.IsPaused = false;
        owner.WellSince = world.Clock.GetUtcNow();
    }

    private async Task CursorVanishesAsync(Owner owner, int mails)
    {
        await MailComesAsync(owner, new Happening.MailComes(default, default, MailKind.FromContact, mails));
        world.At(owner.Account).ExpireCursors(owner.Account);
    }

    private async Task MailComesAsync(Owner owner, Happening.MailComes happening)
    {
        await NoteStoredAsync(owner);
        for (var one = 0; one < happening.Count; one++)
            MailComes(owner, happening.Kind);
    }

    private void MailComes(Owner owner, MailKind kind)
    {
        var number = ++lastMail;
        var account = kind == MailKind.ToOtherAccount ? owner.OtherAccount : owner.Account;
        var from = kind switch { MailKind.FromStranger => Stranger, MailKind.Written => account, _ => owner.ContactAddress };
        var subject = string.Create(CultureInfo.InvariantCulture, $"{owner.User.Value} {number}");
        var messageId = string.Create(CultureInfo.InvariantCulture, $"mail{number}@client.example");
        var written = new AMail(from, kind == MailKind.Written ? owner.ContactAddress : account, subject) { Id = messageId };
        if (kind == MailKind.AnswerOfContact && owner.Mails.Count > 0)
            written = written.Answering(owner.Mails[^1].MessageId);
        var id = kind == MailKind.Written ? world.At(account).SendFromClient(account, written.Bytes()).Id : world.Deliver(account, written);
        var mail = new YearsMail(account, id, messageId, subject, world.Clock.GetUtcNow());
        owner.Mails.Add(mail);
        foreach (var tie in owner.Ties)
            tie.Note(mail, ofContact: kind != MailKind.FromStranger);
        world.Clock.Advance(TimeSpan.FromSeconds(1.5));
    }

    private void Cloud(Owner owner, Weather weather)
    {
        const int Always = 1_000_000;
        var (mail, match) = (world.At(owner.Account), new FaultMatch(Mailbox: owner.Account));
        var fault = mail.Control.AddFault(weather switch
        {
            Weather.PushesLost => new FaultRule(FaultKind.DropPush, match, Times: Always),
            Weather.PushesTwice => new FaultRule(FaultKind.DuplicatePush, match, Times: Always),
            Weather.WatchesRefused => new FaultRule(FaultKind.Status, match with { Path = mail.WatchPath }, Status: 403, Times: Always),
            Weather.Throttled => new FaultRule(FaultKind.Status, match, Status: 429, RetryAfter: 40, Times: 15),
            Weather.ThrottledForLong => new FaultRule(FaultKind.Status, match, Status: 429, RetryAfter: 3600, Times: Always),
            Weather.Unavailable => new FaultRule(FaultKind.Status, match, Status: 503, RetryAfter: 1200, Times: Always),
            _ => new FaultRule(FaultKind.EffectThenError, match, Status: 504, RetryAfter: 60, Times: 6),
        });
        owner.Clouds.Add((owner.Account, fault.Id));
    }

    private void Clear(Owner owner)
    {
        foreach (var (account, fault) in owner.Clouds)
            world.At(account).Control.Faults.Remove(fault);
        owner.Clouds.Clear();
        owner.WellSince = world.Clock.GetUtcNow();
    }

    private async Task ComeUpAsync()
    {
        await BeginAnewAsync();
        bells.IsDown = false;
        foreach (var happening in waitingForUp.ToList())
            await AskedAsync(happening);
        waitingForUp.Clear();

        // Whoever was refused meanwhile rings again.
        await RunAsync(world.Clock.GetUtcNow().AddMinutes(2));
    }

    private async Task BeginAnewAsync()
    {
        Deaths++;
        await world.RestartAsync();
        foreach (var owner in owners)
            owner.WellSince = world.Clock.GetUtcNow();
        if (hubIsLost)
            return;
        await world.GoOnAsync();
    }

    /// <summary>Everything that is due until then is done at its time.</summary>
    private async Task RunAsync(DateTimeOffset until)
    {
        for (var idle = 0; world.Clock.GetUtcNow() < until;)
        {
            await PushesAreOutAsync();
            var now = world.Clock.GetUtcNow();
            if (bells.IsDown)
            {
                world.Clock.Advance(until - now);
                return;
            }
            DateTimeOffset next;
            try
            {
                if (await world.RoundAsync() is { Length: > 0 })
                    continue;
                next = await world.NextDueAsync(until, kinds) ?? until;
                if (next <= now)
                    await world.RenewDueAsync();
            }
            catch (ProcessDiedException)
            {
                await BeginAnewAsync();
                continue;
            }
            idle = next <= now ? idle + 1 : 0;
            if (idle > 50)
                throw new InvalidOperationException("Something is due and nobody does it.");
            world.Clock.Advance(next > now ? next - now + TimeSpan.FromMilliseconds(1) : TimeSpan.FromSeconds(1));
        }
        await PushesAreOutAsync();
    }

    /// <summary>The simulated providers ring on threads of their own: no time passes before they have.</summary>
    private async Task PushesAreOutAsync()
    {
        while (world.Pushes is { Ready: > 0 } or { Outstanding: > 0 })
            await Task.Delay(1);
    }

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
                if (await world.Get<MailboxStore>().FindByPushIdentityAsync(owner.Provider, watch, None) is null)
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
