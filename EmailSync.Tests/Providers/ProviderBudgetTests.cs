using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Providers.Budget;
using EmailSync.Core.Storage;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Time.Testing;

namespace EmailSync.Tests.Providers;

[TestClass]
public sealed class ProviderBudgetTests
{
    private static readonly MailboxId mailbox = new("mailbox-1");
    private static readonly BudgetSize size = BudgetSize.PerMinute(6000);
    private static readonly DateTimeOffset start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider time = new(start);
    private readonly InMemoryTables tables = new();

    public required TestContext TestContext { get; init; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    public void No_minute_holds_more_than_the_limit_however_it_is_spent()
    {
        Prop.ForAll<int[]>(steps =>
        {
            var bucket = TokenBucket.Full(size, start);
            var now = start;
            var spent = new List<(DateTimeOffset At, int Units)>();
            foreach (var step in steps)
            {
                now += TimeSpan.FromMilliseconds(Math.Abs(step % 5000));
                bucket = bucket.RefilledTo(now, size);
                var units = 1 + Math.Abs(step % 997);
                if (bucket.WaitFor(units, size) > TimeSpan.Zero) continue;
                bucket = bucket.Without(units);
                spent.Add((now, units));
            }
            return spent.All(first => spent.Where(other => other.At >= first.At && other.At < first.At.AddMinutes(1)).Sum(other => other.Units) <= 6000);
        }).QuickCheckThrowOnFailure();
    }

    [TestMethod]
    public void A_bucket_stays_between_empty_and_full_and_its_wait_is_long_enough()
    {
        Prop.ForAll<int, int, int>((level, seconds, units) =>
        {
            var wanted = 1 + Math.Abs(units % size.Capacity);
            var bucket = new TokenBucket(Math.Abs(level % size.Capacity), start).RefilledTo(start.AddSeconds(seconds % 100_000), size);
            var later = bucket.RefilledTo(bucket.At + bucket.WaitFor(wanted, size), size);
            return bucket.Level >= 0 && bucket.Level <= size.Capacity && later.Level >= wanted - 1e-6;
        }).QuickCheckThrowOnFailure();
    }

    [TestMethod]
    public async Task What_is_in_use_can_be_looked_at_and_comes_back_with_time()
    {
        var budget = Instance();
        var before = await budget.LookAsync(mailbox, Cancel);
        while (await IsGrantedAsync(budget, 20, BudgetUse.Interactive)) { }

        var spent = await budget.LookAsync(mailbox, Cancel);
        time.Advance(TimeSpan.FromSeconds(size.Capacity / size.RefillPerSecond / 2));
        var half = await budget.LookAsync(mailbox, Cancel);
        await budget.PauseAsync(mailbox, TimeSpan.FromSeconds(60), Cancel);
        var paused = await budget.LookAsync(mailbox, Cancel);

        Assert.AreEqual(new BudgetUsage(0, null), before);
        Assert.IsGreaterThan(0.95, spent.Used);
        Assert.AreEqual(spent.Used - 0.5, half.Used, 0.02);
        Assert.AreEqual(time.GetUtcNow().AddSeconds(60), paused.PausedUntil);
    }

    [TestMethod]
    public void A_clock_that_stands_behind_adds_nothing()
    {
        var bucket = new TokenBucket(10, start);

        Assert.AreEqual(bucket, bucket.RefilledTo(start.AddMinutes(-5), size));
    }

    [TestMethod]
    public async Task What_instances_draw_together_stays_within_the_limit()
    {
        var instances = new[] { Instance(), Instance(), Instance() };
        var granted = 0;

        for (var second = 0; second < 60; second++)
        {
            foreach (var instance in instances)
                for (var call = 0; call < 10; call++)
                    if (await IsGrantedAsync(instance, 20))
                        granted += 20;
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.IsLessThanOrEqualTo(6000, granted);
        Assert.IsGreaterThan(5000, granted);
    }

    [TestMethod]
    public async Task An_empty_budget_names_the_time_after_which_the_call_goes_through()
    {
        var budget = Instance();
        while (await IsGrantedAsync(budget, 100)) { }

        var refusal = await Assert.ThrowsExactlyAsync<MailProviderException>(() => budget.DrawAsync(mailbox, 100, BudgetUse.Interactive, Cancel));
        time.Advance(refusal.RetryAfter!.Value);

        Assert.AreEqual((MailProviderFailure.Throttled, "budget_exhausted"), (refusal.Kind, refusal.Code));
        await budget.DrawAsync(mailbox, 100, BudgetUse.Interactive, Cancel);
    }

    [TestMethod]
    public async Task Reading_until_nothing_is_left_leaves_enough_to_send_a_mail()
    {
        var budget = Instance();
        while (await IsGrantedAsync(budget, 20, BudgetUse.Reading)) { }

        await budget.DrawAsync(mailbox, 10, BudgetUse.Interactive, Cancel);
        await budget.DrawAsync(mailbox, 100, BudgetUse.Interactive, Cancel);
    }

    [TestMethod]
    public async Task Old_mail_that_takes_all_it_gets_leaves_enough_for_new_mail_and_a_send()
    {
        var budget = Instance();
        while (await IsGrantedAsync(budget, 20, BudgetUse.OldMail)) { }
        var newMail = 0;
        while (await IsGrantedAsync(budget, 20, BudgetUse.Reading)) newMail++;

        Assert.IsInRange(14, 16, newMail);
        await budget.DrawAsync(mailbox, 10, BudgetUse.Interactive, Cancel);
        await budget.DrawAsync(mailbox, 100, BudgetUse.Interactive, Cancel);
    }

    [TestMethod]
    public async Task What_new_mail_has_drawn_ahead_is_not_there_for_old_mail_once_its_share_is_used_up()
    {
        var budget = Instance();
        while (await IsGrantedAsync(budget, 20, BudgetUse.OldMail)) { }
        await budget.DrawAsync(mailbox, 20, BudgetUse.Reading, Cancel);

        Assert.IsFalse(await IsGrantedAsync(budget, 20, BudgetUse.OldMail));
        Assert.IsTrue(await IsGrantedAsync(budget, 20, BudgetUse.Reading));
    }

    [TestMethod]
    public async Task Old_mail_that_is_refused_gets_its_share_after_the_time_that_is_named_whoever_else_reads()
    {
        var budget = Instance();
        while (await IsGrantedAsync(budget, 20, BudgetUse.OldMail)) { }
        var refusal = await Assert.ThrowsExactlyAsync<MailProviderException>(() => budget.AffordAsync(mailbox, 400, BudgetUse.OldMail, Cancel));
        await budget.DrawAsync(mailbox, 20, BudgetUse.Interactive, Cancel);

        time.Advance(refusal.RetryAfter!.Value + TimeSpan.FromSeconds(1));

        await budget.AffordAsync(mailbox, 400, BudgetUse.OldMail, Cancel);
        for (var call = 0; call < 20; call++)
            await budget.DrawAsync(mailbox, 20, BudgetUse.OldMail, Cancel);
    }

    [TestMethod]
    public async Task Asking_whether_something_can_be_afforded_takes_nothing_and_hears_of_a_pause()
    {
        var budget = Instance();
        for (var time = 0; time < 100; time++)
            await budget.AffordAsync(mailbox, 400, BudgetUse.OldMail, Cancel);
        await budget.AffordAsync(mailbox, 1_000_000, BudgetUse.OldMail, Cancel);
        await Instance().PauseAsync(mailbox, TimeSpan.FromSeconds(60), Cancel);

        var refusal = await Assert.ThrowsExactlyAsync<MailProviderException>(() => budget.AffordAsync(mailbox, 1, BudgetUse.OldMail, Cancel));

        Assert.AreEqual(("provider_pause", TimeSpan.FromSeconds(60)), (refusal.Code, refusal.RetryAfter));
    }

    [TestMethod]
    public async Task Work_of_several_calls_gets_through_an_empty_budget_although_it_begins_anew_with_each_refusal()
    {
        var graph = BudgetSize.Within(TimeSpan.FromMinutes(10), 10_000);
        var budget = new ProviderBudget(tables, graph, time);
        while (await IsGrantedAsync(budget, 1)) { }

        for (var attempt = 0; attempt < 3; attempt++)
        {
            try
            {
                await budget.DrawAsync(mailbox, 1, BudgetUse.Interactive, Cancel);
                await budget.DrawAsync(mailbox, 1, BudgetUse.Interactive, Cancel);
                await budget.DrawAsync(mailbox, 1, BudgetUse.Interactive, Cancel);
                return;
            }
            catch (MailProviderException refusal)
            {
                time.Advance(refusal.RetryAfter!.Value);
            }
        }

        Assert.Fail("Three calls in a row were never granted.");
    }

    [TestMethod]
    public async Task What_dying_instances_take_along_flows_back_within_seconds()
    {
        var graph = BudgetSize.Within(TimeSpan.FromMinutes(10), 10_000);
        for (var death = 0; death < 20; death++)
            await new ProviderBudget(tables, graph, time).DrawAsync(mailbox, 1, BudgetUse.Interactive, Cancel);

        await new ProviderBudget(tables, graph, time).DrawAsync(mailbox, 1, BudgetUse.Reading, Cancel);
    }

    [TestMethod]
    public async Task Mailboxes_do_not_share()
    {
        var budget = Instance();
        while (await IsGrantedAsync(budget, 100)) { }

        await budget.DrawAsync(new MailboxId("mailbox-2"), 100, BudgetUse.Interactive, Cancel);
    }

    [TestMethod]
    public async Task A_pause_holds_every_instance_back_until_its_end_and_a_shorter_one_does_not_cut_it()
    {
        var one = Instance();
        var other = Instance();
        await one.PauseAsync(mailbox, TimeSpan.FromSeconds(60), Cancel);
        await other.PauseAsync(mailbox, TimeSpan.FromSeconds(5), Cancel);

        time.Advance(TimeSpan.FromSeconds(30));
        var first = await Assert.ThrowsExactlyAsync<MailProviderException>(() => one.DrawAsync(mailbox, 1, BudgetUse.Interactive, Cancel));
        var second = await Assert.ThrowsExactlyAsync<MailProviderException>(() => other.DrawAsync(mailbox, 1, BudgetUse.Interactive, Cancel));
        time.Advance(TimeSpan.FromSeconds(30));
        await other.DrawAsync(mailbox, 1, BudgetUse.Interactive, Cancel);

        Assert.AreEqual(("provider_pause", TimeSpan.FromSeconds(30)), (first.Code, first.RetryAfter));
        Assert.AreEqual(("provider_pause", TimeSpan.FromSeconds(30)), (second.Code, second.RetryAfter));
    }

    private ProviderBudget Instance() => new(tables, size, time);

    private async Task<bool> IsGrantedAsync(ProviderBudget budget, int units, BudgetUse use = BudgetUse.Interactive)
    {
        try
        {
            await budget.DrawAsync(mailbox, units, use, Cancel);
            return true;
        }
        catch (MailProviderException)
        {
            return false;
        }
    }
}
