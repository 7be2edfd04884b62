using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Providers.Outlook;

namespace EmailSync.Tests.Providers;

[TestClass]
public sealed class GraphGateTests
{
    private static readonly MailboxId mailbox = new("one");

    public required TestContext TestContext { get; init; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    public async Task Four_calls_of_a_mailbox_run_and_the_fifth_waits_while_other_mailboxes_do_not()
    {
        var gate = new GraphGate();
        var running = await FourAsync(gate);

        var fifth = gate.EnterAsync(mailbox, BudgetUse.Reading, Cancel);
        using var other = await gate.EnterAsync(new MailboxId("two"), BudgetUse.Reading, Cancel);

        Assert.IsFalse(fifth.IsCompleted);
        running[2].Dispose();
        (await fifth).Dispose();
    }

    [TestMethod]
    public async Task Who_waits_for_an_answer_goes_before_reading_that_waited_longer()
    {
        var gate = new GraphGate();
        var running = await FourAsync(gate);
        var reading = gate.EnterAsync(mailbox, BudgetUse.Reading, Cancel);
        var sending = gate.EnterAsync(mailbox, BudgetUse.Interactive, Cancel);

        running[0].Dispose();
        var turn = await sending;

        Assert.IsFalse(reading.IsCompleted);
        turn.Dispose();
        (await reading).Dispose();
    }

    [TestMethod]
    public async Task Old_mail_takes_three_of_the_four_turns_and_waits_behind_new_mail()
    {
        var gate = new GraphGate();
        var running = new List<IDisposable>();
        for (var call = 0; call < 3; call++) running.Add(await gate.EnterAsync(mailbox, BudgetUse.OldMail, Cancel));
        var fourthOld = gate.EnterAsync(mailbox, BudgetUse.OldMail, Cancel);
        var newMail = await gate.EnterAsync(mailbox, BudgetUse.Reading, Cancel);
        var nextNew = gate.EnterAsync(mailbox, BudgetUse.Reading, Cancel);

        Assert.IsFalse(fourthOld.IsCompleted || nextNew.IsCompleted);
        running[0].Dispose();
        var turn = await nextNew;
        Assert.IsFalse(fourthOld.IsCompleted);
        newMail.Dispose();
        (await fourthOld).Dispose();
        turn.Dispose();
    }

    [TestMethod]
    public async Task A_turn_that_nobody_waits_for_any_more_goes_to_the_next()
    {
        var gate = new GraphGate();
        var running = await FourAsync(gate);
        using var impatient = new CancellationTokenSource();
        var given = gate.EnterAsync(mailbox, BudgetUse.Reading, impatient.Token);
        var next = gate.EnterAsync(mailbox, BudgetUse.Reading, Cancel);

        await impatient.CancelAsync();
        running[0].Dispose();

        await Assert.ThrowsAsync<OperationCanceledException>(() => given);
        (await next).Dispose();
    }

    [TestMethod]
    public async Task A_turn_that_is_given_back_twice_counts_once()
    {
        var gate = new GraphGate();
        var running = await FourAsync(gate);
        running[0].Dispose();
        running[0].Dispose();
        using var taken = await gate.EnterAsync(mailbox, BudgetUse.Reading, Cancel);

        Assert.IsFalse(gate.EnterAsync(mailbox, BudgetUse.Reading, Cancel).IsCompleted);
    }

    private async Task<List<IDisposable>> FourAsync(GraphGate gate)
    {
        var running = new List<IDisposable>();
        for (var call = 0; call < 4; call++) running.Add(await gate.EnterAsync(mailbox, BudgetUse.Reading, Cancel));
        return running;
    }
}
