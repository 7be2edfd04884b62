using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Sending;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using EmailSync.Simulators.Faults;
using Microsoft.Extensions.DependencyInjection;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>Invariant 11: neither new mail nor a send waits behind old mail, however much of it there is.</summary>
public abstract class FairShareTests : Story
{
    /// <summary>A page of old mail that was begun before the new one came.</summary>
    private const int MayGoBefore = 10;

    [TestMethod]
    public async Task New_mail_is_stored_before_more_than_ten_of_two_thousand_old_ones()
    {
        const int OldMails = 2000;
        const int EveryPages = 15;
        await using var world = await StartConnectedAsync();
        var connection = world.Connections[0];
        await world.SettleAsync();
        world.Clock.Advance(TimeSpan.FromHours(3));
        for (var i = 0; i < OldMails; i++)
        {
            world.Deliver(AnaAddress, i % 10 == 0 ? Mail($"Old {i:D4}") : Mail($"Old {i:D4}") with { From = Stranger });
            world.Clock.Advance(TimeSpan.FromMilliseconds(250));
        }
        world.At(AnaAddress).ExpireCursors(AnaAddress);
        var waits = new List<int>();
        (string Id, int Before)? waiting = null;
        var pages = 0;
        world.AfterPage = async page =>
        {
            if (!page.IsOldMail)
                return;
            if (waiting is { } mail)
            {
                if (await IsStoredAsync(world, connection, mail.Id))
                {
                    waits.Add(mail.Before);
                    waiting = null;
                }
                else
                {
                    waiting = mail with { Before = mail.Before + page.Lanes!.Sum(l => l.Count) };
                }
            }
            if (++pages % EveryPages == 0 && waiting is null)
            {
                waiting = (world.Deliver(AnaAddress, Mail($"New {pages:D4}")), 0);
                await world.Get<DirtyStore>().MarkPushedAsync(connection.Mailbox, world.Clock.GetUtcNow(), [new ProviderMessageId(waiting.Value.Id)], None);
            }
        };

        await world.SettleAsync(TimeSpan.FromHours(6));

        var stored = await world.ConversationAsync();
        Assert.HasCount(OldMails / 10, stored.Where(m => m.Subject!.StartsWith("Old", StringComparison.Ordinal)).ToList());
        Assert.IsGreaterThan(OldMails / 10 / 2 / EveryPages, waits.Count, "The test has delivered new mail all along.");
        Assert.IsLessThanOrEqualTo(MayGoBefore, waits.Max());
        Assert.IsEmpty(await world.DeferredAsync(connection.Mailbox));
    }

    [TestMethod]
    public async Task New_mail_and_a_send_get_through_while_old_mail_has_used_up_its_share()
    {
        await using var world = await StartConnectedAsync();
        var connection = world.Connections[0];
        world.At(CarlaAddress).AddAccount(CarlaAddress);
        await world.SettleAsync();
        world.Clock.Advance(TimeSpan.FromHours(3));
        var old = world.Deliver(AnaAddress, Mail("Old"));

        // A few that came just before a cursor is pinned anew are taken like new mail.
        world.Clock.Advance(TimeSpan.FromHours(1));
        world.At(AnaAddress).ExpireCursors(AnaAddress);
        await world.Get<DirtyStore>().MarkAsync(connection.Mailbox, world.Clock.GetUtcNow(), None);
        await UseUpAsync(world, BudgetUse.OldMail);

        await world.SyncAsync(connection.Mailbox);
        var fresh = world.Deliver(AnaAddress, Mail("New"));
        await world.SyncAsync(connection.Mailbox);
        var accepted = Assert.IsInstanceOfType<SendAcceptance.Accepted>(await world.AcceptAsync("key-1"));
        for (var step = 0; step < 10; step++)
            await world.AdvanceAsync(accepted.Token);

        Assert.IsTrue(await IsStoredAsync(world, connection, fresh));
        Assert.IsFalse(await IsStoredAsync(world, connection, old));
        Assert.AreEqual("Offer", world.Folder(CarlaAddress, "inbox").Single().Subject);
        Assert.IsNull((await world.Get<MailboxStore>().GetAsync(connection.Mailbox, None))!.LastError, "To wait for its share is no error.");

        await world.SettleAsync();

        Assert.IsTrue(await IsStoredAsync(world, connection, old));
    }

    [TestMethod]
    public async Task New_mail_goes_before_what_a_storm_has_put_off()
    {
        const int PutOff = 60;
        await using var world = await StartConnectedAsync();
        var connection = world.Connections[0];
        for (var i = 0; i < PutOff; i++)
            world.Deliver(AnaAddress, Mail($"Old {i:D2}"));
        world.Fault(FaultKind.Status, world.At(AnaAddress).RawPath, times: 1000, status: 429, retryAfter: 30);
        await world.SyncAsync(connection.Mailbox);
        Assert.HasCount(PutOff, await world.DeferredAsync(connection.Mailbox));
        world.At(AnaAddress).Control.Faults.Clear();
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        var fresh = world.Deliver(AnaAddress, Mail("New"));
        var pages = new List<SyncPage>();
        world.AfterPage = page =>
        {
            pages.Add(page);
            return Task.CompletedTask;
        };

        await world.SyncAsync(connection.Mailbox);

        CollectionAssert.AreEqual(new[] { fresh }, Ids(pages[0]));
        Assert.IsFalse(pages[0].IsOldMail);
        Assert.IsTrue(pages.Skip(1).All(p => p.IsOldMail && Ids(p).Length <= MayGoBefore));

        await world.SettleAsync();

        Assert.HasCount(PutOff + 1, await world.ConversationAsync());
        Assert.IsEmpty(await world.DeferredAsync(connection.Mailbox));
    }

    [TestMethod]
    public async Task B4_New_mail_is_stored_before_more_than_ten_of_those_that_are_filled_in()
    {
        const int OldMails = 120;
        await using var world = await StartConnectedAsync();
        var connection = world.Connections[0];
        for (var i = 0; i < OldMails; i++)
            world.Deliver(AnaAddress, Mail($"Old {i:D3}") with { From = Stranger });
        await world.SettleAsync();
        await world.PutContactAsync(North, Carla, [CarlaAddress, Stranger]);
        string? fresh = null;
        var before = -1;
        world.AfterPage = async page =>
        {
            if (fresh is null && page.IsOldMail)
            {
                fresh = world.Deliver(AnaAddress, Mail("New"));
                before = 0;
            }
            else if (fresh is not null && !await IsStoredAsync(world, connection, fresh))
            {
                before += page.Lanes!.Sum(l => l.Count);
            }
        };

        await world.SettleAsync();

        Assert.HasCount(OldMails + 1, await world.ConversationAsync());
        Assert.IsInRange(0, MayGoBefore, before);
    }

    private static string[] Ids(SyncPage page) => [.. page.Lanes!.SelectMany(l => l).Select(m => m.Id)];

    private static async Task<bool> IsStoredAsync(PipelineWorld world, Connection connection, string id) =>
        await world.Get<MessageIndex>().FindAsync(connection, new ProviderMessageId(id), None) is not null;

    /// <summary>As if others had read: all that this use may have is gone.</summary>
    private static async Task UseUpAsync(PipelineWorld world, BudgetUse use)
    {
        var budget = world.Get<IServiceProvider>().GetRequiredKeyedService<IProviderBudget>(world.At(AnaAddress).Provider);
        try
        {
            for (var call = 0; call < 100_000; call++)
                await budget.DrawAsync(world.Connections[0].Mailbox, 5, use, None);
        }
        catch (MailProviderException e) when (e.Kind == MailProviderFailure.Throttled)
        {
            return;
        }
        Assert.Fail("The budget has no end.");
    }

    private static AMail Mail(string subject) => new(CarlaAddress, AnaAddress, subject) { Id = subject.Replace(' ', '-') + "@x" };
}
