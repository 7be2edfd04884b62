using System.Globalization;
using System.Text.Json.Nodes;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;
using EmailSync.Simulators.Faults;
using EmailSync.Tests.Pipeline;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Years;

/// <summary>
/// Mailboxes that live through the years of a plan. Time jumps to whatever is due next, so that an idle day costs its renewal and its look and nothing else; pushes come from
/// the simulated providers by themselves.
/// </summary>
internal sealed partial class YearsWorld : IAsyncDisposable
{
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
}
