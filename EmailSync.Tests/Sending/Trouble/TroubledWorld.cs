using System.Globalization;
using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Sending;
using EmailSync.Core.Sending.Batches;
using EmailSync.Core.Storage;
using EmailSync.Simulators.Faults;
using EmailSync.Tests.Pipeline;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Sending.Trouble;

/// <summary>Users at Gmail, at Outlook and without a mailbox write to contacts at both providers, while providers, the location's mail service and the process fail.</summary>
internal sealed class TroubledWorld : IAsyncDisposable
{
    public const int Users = 3;
    public const int Contacts = 24;
    public const string Colleague = "cc@partner.example";

    /// <summary>What a provider does late it does at its time, and not when somebody looks again: the ten minutes of R35 go by it.</summary>
    private static readonly TimeSpan longestJump = TimeSpan.FromSeconds(20);

    private bool hubIsLost;

    private TroubledWorld(PipelineWorld pipeline) => Pipeline = pipeline;

    public PipelineWorld Pipeline { get; }

    public List<Wish> Wishes { get; } = [];

    public List<string> Batches { get; } = [];

    public int Deaths { get; private set; }

    /// <summary>Mail that was being handed to the location's service when the process died.</summary>
    public HashSet<string> HeldByTheDead { get; } = new(StringComparer.Ordinal);

    public static IEnumerable<(UserId User, string? Mailbox)> Everybody =>
        Enumerable.Range(0, Users).SelectMany(i => new (UserId, string?)[] { (Gmail(i), Address(Gmail(i))), (Outlook(i), Address(Outlook(i))), (Alone(i), null) });

    public static ContactId Contact(int index) => new($"contact{index}");

    public static string ContactAddress(int index) => $"c{index}@client.example";

    public static async Task<TroubledWorld> StartAsync(ITables? tables = null, IBlobs? blobs = null)
    {
        var homes = Homes.Gmail with
        {
            Others = Enumerable.Range(0, Users).Select(i => (Address(Outlook(i)), MailProviderName.Outlook))
                .Concat(Enumerable.Range(0, Contacts).Select(i => (ContactAddress(i), i % 2 == 0 ? MailProviderName.Gmail : MailProviderName.Outlook)))
                .ToDictionary(),
        };
        var world = new TroubledWorld(await PipelineWorld.StartAsync(homes, tables, blobs));
        await world.Pipeline.UseLocationProviderAsync(North);
        world.Pipeline.At(Colleague).AddAccount(Colleague);
        for (var i = 0; i < Contacts; i++)
        {
            world.Pipeline.At(ContactAddress(i)).AddAccount(ContactAddress(i));
            await world.Pipeline.KnowAsync(North, Contact(i), ContactAddress(i));
        }
        foreach (var (user, mailbox) in Everybody)
        {
            if (mailbox is not null)
                await world.Pipeline.ConnectAsync(North, user, mailbox);
            else
                await world.Pipeline.Get<DirectoryStore>().SaveUserAsync(new User(North, user, user.Value, Address(user), []), None);
        }
        return world;
    }

    public async Task LiveAsync(TroubleDice dice, int mails)
    {
        var wave = dice.Wave();
        while (dice.Next(mails) is { } send)
        {
            await SendAsync(send);
            if (--wave > 0)
                continue;
            await PassAsync(dice.Pause());
            wave = dice.Wave();
        }

        // What comes late comes in the midst of this; then everything has to be quiet.
        await PassAsync(TimeSpan.FromHours(3));
        Pipeline.Clock.Advance(TimeSpan.FromHours(1));
        Pipeline.Fuse.Mend();
        await PassAsync(TimeSpan.FromHours(2));
    }

    /// <summary>How often each kind of fault has struck, wherever.</summary>
    public IEnumerable<ActiveFault> Struck => Pipeline.Providers.SelectMany(p => p.Control.Faults.List()).Concat(Pipeline.Smtp.Faults.List()).Where(f => f.Hits > 0);

    public async Task<IReadOnlyList<SendEntry>> LedgerAsync()
    {
        var entries = new List<SendEntry>();
        foreach (var wish in Wishes)
            if (await Pipeline.Get<SendLedger>().GetAsync(wish.Token, None) is { } entry)
                entries.Add(entry);
        return entries;
    }

    public ValueTask DisposeAsync() => Pipeline.DisposeAsync();

    private async Task SendAsync(TroubledSend send)
    {
        var user = send.Route switch
        {
            Route.Outlook or Route.OutlookBulk => Outlook(send.User),
            Route.Location => Alone(send.User),
            _ => Gmail(send.User),
        };
        foreach (var rule in send.AtProvider)
            Pipeline.At(Address(user)).Control.AddFault(rule with { Match = (rule.Match ?? new FaultMatch()) with { Mailbox = Address(user) } });
        foreach (var rule in send.AtService)
            Pipeline.Smtp.Faults.Add(rule);
        if (send.DiesAfter is { } writes)
        {
            hubIsLost = send.HubIsLost;
            Pipeline.Fuse.DieAfter(writes);
        }
        if (send.Route is Route.OutlookBulk or Route.LocationBulk)
            await AskAsync(() => AcceptBatchAsync(send, user));
        else
            await AskUntilAcceptedAsync(send, user);
    }

    /// <summary>R34: where the provider takes nothing for a while, the CRM comes again when it is told to.</summary>
    private async Task AskUntilAcceptedAsync(TroubledSend send, UserId user)
    {
        DateTimeOffset? again;
        do
        {
            again = null;
            await AskAsync(async () => again = await AcceptAsync(send, user));
            if (again is { } at)
                await PassAsync(at - Pipeline.Clock.GetUtcNow());
        }
        while (again is not null);
    }

    /// <returns>When to ask again; null when it was accepted.</returns>
    private async Task<DateTimeOffset?> AcceptAsync(TroubledSend send, UserId user)
    {
        var key = Key(send.Number);
        var answer = await Pipeline.Get<AcceptSend>().AcceptAsync(
            new SendRequest(North, key, "hash", user, Contact(send.Contacts[0]), null, send.IsCopied ? [Colleague] : [], [], Subject(send.Number), null, "Our offer", [], null, null)
            {
                Kind = send.Route == Route.Workflow ? MessageKind.Workflow : MessageKind.Individual,
            },
            None);
        if (answer is SendAcceptance.Refused { RetryAt: { } again })
            return again;
        var accepted = (SendAcceptance.Accepted)answer;
        if (Wishes.All(w => w.Token != accepted.Token))
            Wishes.Add(new Wish(send.Number, accepted.Token, user, send.Contacts[0], send.IsCopied));
        if (send.IsBegun && !accepted.Finished)
            await Pipeline.AdvanceAsync(accepted.Token);
        return null;
    }

    private async Task AcceptBatchAsync(TroubledSend send, UserId user)
    {
        var mails = send.Contacts.Index().Select(c => new BatchMail(Contact(c.Item).Value, Subject(send.Number + c.Index), null, null)).ToList();
        var accepted = (BatchAcceptance.Accepted)await Pipeline.Get<AcceptBatch>().AcceptAsync(
            new BatchRequest(North, Key(send.Number), "hash", user, MessageKind.Bulk, null, null, null, null, "Our news", [], mails, null), None);
        var batch = accepted.Batch.Token;
        if (!Batches.Contains(batch))
        {
            Batches.Add(batch);
            foreach (var (index, contact) in send.Contacts.Index())
            {
                var request = BatchMails.Request(accepted.Batch, new BatchShared(null, null, null, null, null, []), [], index, mails[index]);
                Wishes.Add(new Wish(send.Number + index, Pipeline.Get<TableKeys>().Send(North, request.IdempotencyKey), user, contact, IsCopied: false));
            }
        }
        if (send.IsBegun)
            await Pipeline.AdvanceBatchAsync(batch);
    }

    /// <summary>The CRM asks again where there was no answer.</summary>
    private async Task AskAsync(Func<Task> ask)
    {
        while (true)
        {
            try
            {
                await ask();
                return;
            }
            catch (ProcessDiedException)
            {
                await BeginAnewAsync();
            }
        }
    }

    private async Task PassAsync(TimeSpan span)
    {
        for (var end = Pipeline.Clock.GetUtcNow() + span; ;)
        {
            try
            {
                var left = end - Pipeline.Clock.GetUtcNow();
                await Pipeline.SettleAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, longestJump);
                return;
            }
            catch (ProcessDiedException)
            {
                await BeginAnewAsync();
            }
        }
    }

    private async Task BeginAnewAsync()
    {
        Deaths++;
        await Pipeline.RestartAsync(hubIsLost);
        HeldByTheDead.UnionWith((await LedgerAsync()).Where(e => e is { State: SendState.Sending, Via: MessageVia.LocationProvider }).Select(e => e.Token));
        if (!hubIsLost)
            await Pipeline.GoOnAsync();
    }

    private static UserId Gmail(int index) => new($"gmail{index}");

    private static UserId Outlook(int index) => new($"outlook{index}");

    private static UserId Alone(int index) => new($"alone{index}");

    private static string Address(UserId user) => $"{user.Value}@acme.example";

    private static string Key(int number) => string.Create(CultureInfo.InvariantCulture, $"key-{number}");

    private static string Subject(int number) => string.Create(CultureInfo.InvariantCulture, $"Mail {number}");
}
