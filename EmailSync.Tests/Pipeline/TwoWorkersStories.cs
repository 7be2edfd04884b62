using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Sending;
using EmailSync.Core.Storage;
using EmailSync.Core.Suppressions;
using EmailSync.Simulators.Faults;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

/// <summary>
/// Two workers on one send, as a batch and a sweep are, or two instances after a lost task hub: in whichever order their looks into the ledger fall, one mail goes out, and it
/// is told as what it is.
/// </summary>
public abstract class TwoWorkersStories : Story
{
    [TestMethod]
    [DataRow(null)]
    [DataRow(FaultKind.SentLag)]
    public Task R35_Two_steps_at_once_send_one_mail(FaultKind? fault) => InEveryOrderAsync(StepAsync, StepAsync, fault);

    [TestMethod]
    public Task R35_A_mail_that_is_called_back_during_a_step_is_told_as_what_it_is() => InEveryOrderAsync(StepAsync, CancelAsync);

    [TestMethod]
    public Task R35_A_step_that_begins_while_a_mail_is_called_back_leaves_it_told_as_what_it_is() => InEveryOrderAsync(CancelAsync, StepAsync);

    [TestMethod]
    public Task R35_A_mail_that_is_called_back_after_two_steps_at_once_is_told_as_what_it_is() => InEveryOrderAsync(
        async (world, token) =>
        {
            await StepAsync(world, token);
            await CancelAsync(world, token);
        },
        StepAsync,
        FaultKind.SentLag);

    [TestMethod]
    public async Task R35_The_locations_mail_whose_address_is_suppressed_meanwhile_is_told_as_what_it_is()
    {
        await EachOrderAsync(async (first, second) =>
        {
            var tables = new MeetingTables(new InMemoryTables(), TableNames.Sends);
            await using var world = await PipelineWorld.StartAsync(Homes, tables);
            await world.Get<DirectoryStore>().SaveUserAsync(new User(North, Ana, "Ana", AnaAddress, []), None);
            await world.UseLocationProviderAsync(North);
            var request = new SendRequest(North, "key", "hash", Ana, Carla, null, [], [], "Offer", null, "Our offer", [], null, null) { Kind = MessageKind.Bulk };
            var token = ((SendAcceptance.Accepted)await world.Get<AcceptSend>().AcceptAsync(request, None)).Token;
            Assert.IsTrue(EmailAddress.TryParse(CarlaAddress, out var carla));

            var met = await tables.MeetAsync(
                () => StepAsync(world, token),
                first,
                () => StepAsync(world, token),
                second,
                () => world.Get<SuppressionStore>().AddAsync(North, carla, SuppressionReason.Unsubscribed, world.Clock.GetUtcNow(), message: null, None));
            await world.SettleAsync(TimeSpan.FromHours(1));

            var message = (await world.ConversationAsync()).Single();
            var when = $"{first}/{second}: {message.Status} {message.Failure}";
            Assert.AreEqual(message.Status == MessageStatus.Sent ? 1 : 0, world.Smtp.Mails.Count, when);
            Assert.IsTrue(message is { Status: MessageStatus.Sent } or { Status: MessageStatus.Failed, Failure: SuppressedMail.Code }, when);
            return met;
        });
    }

    [TestMethod]
    public async Task A_provider_that_fails_for_a_day_does_not_get_the_mail_and_leaves_no_draft()
    {
        await using var world = await StartConnectedAsync();
        world.At(CarlaAddress).AddAccount(CarlaAddress);
        world.Fault(FaultKind.Status, world.At(AnaAddress).SendPath, times: 100_000, status: 503, method: "POST");

        await world.AcceptAsync("key");
        await world.SettleAsync(TimeSpan.FromHours(23));
        Assert.AreEqual(MessageStatus.Queued, (await world.ConversationAsync()).Single().Status);
        await world.SettleAsync(TimeSpan.FromHours(3));

        var message = (await world.ConversationAsync()).Single();
        Assert.AreEqual((MessageStatus.Failed, "provider_unavailable"), (message.Status, message.Failure));
        Assert.IsEmpty(world.Folder(AnaAddress, "drafts"));
    }

    private Task InEveryOrderAsync(Func<PipelineWorld, string, Task> one, Func<PipelineWorld, string, Task> other, FaultKind? fault = null) => EachOrderAsync(async (first, second) =>
    {
        var tables = new MeetingTables(new InMemoryTables(), TableNames.Sends);
        await using var world = await PipelineWorld.StartAsync(Homes, tables);
        await world.ConnectAsync(North, Ana, AnaAddress);
        world.At(CarlaAddress).AddAccount(CarlaAddress);
        if (fault is { } kind)
            world.At(AnaAddress).Control.AddFault(new FaultRule(kind, DelayMs: 20_000));
        var token = ((SendAcceptance.Accepted)await world.AcceptAsync("key")).Token;

        var met = await tables.MeetAsync(() => one(world, token), first, () => other(world, token), second);
        await world.SettleAsync(TimeSpan.FromHours(1));

        var message = (await world.ConversationAsync()).Single();
        var when = $"{first}/{second}: {message.Status} {message.Failure}";
        var arrived = world.Folder(CarlaAddress, "inbox").Count;
        Assert.AreEqual(message.Status == MessageStatus.Sent ? 1 : 0, arrived, when);
        Assert.AreEqual(arrived, world.Folder(AnaAddress, "sent").Count, when);
        Assert.IsEmpty(world.Folder(AnaAddress, "drafts"), when);
        var isCalledBack = one != StepAsync || other != StepAsync;
        Assert.IsTrue(message.Status == MessageStatus.Sent || (isCalledBack && message is { Status: MessageStatus.Failed, Failure: CancelSend.Failure }), when);
        return met;
    });

    /// <summary>Every pair of calls at which the two can meet.</summary>
    private static async Task EachOrderAsync(Func<int, int, Task<(bool First, bool Second)>> meet)
    {
        var orders = 0;
        for (var second = 1; ; second++)
        {
            for (var first = 1; ; first++)
            {
                var met = await meet(first, second);
                if (met is { First: true, Second: true })
                    orders++;
                if (met is { Second: false } && first == 1)
                {
                    Assert.IsGreaterThan(10, orders);
                    return;
                }
                if (!met.First)
                    break;
            }
        }
    }

    private static Task StepAsync(PipelineWorld world, string token) => world.Get<SendEmail>().AdvanceAsync(token, None);

    private static Task CancelAsync(PipelineWorld world, string token) => world.Get<CancelSend>().CancelAsync(token, None);
}
