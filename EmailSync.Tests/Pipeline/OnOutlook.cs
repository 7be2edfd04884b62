using EmailSync.Tests.Sending;
using static EmailSync.Tests.Pipeline.PipelineWorld;

namespace EmailSync.Tests.Pipeline;

// The stories with everybody at Outlook.
[TestClass]
public sealed class OutlookAnyOrderTests : AnyOrderTests
{
    private protected override Homes Homes => Homes.Outlook;
}

[TestClass]
public sealed class OutlookCrashTests : CrashTests
{
    private protected override Homes Homes => Homes.Outlook;

    [TestMethod]
    public Task What_a_new_feed_leaves_to_a_listing_is_the_same_after_a_crash_at_any_write() => AtEveryWriteAsync(
        async () =>
        {
            var world = await StartConnectedAsync();
            await world.SettleAsync();
            await BeforePinTests.PinAsync(world, world.Clock.GetUtcNow().AddMinutes(5), "inbox");
            return world;
        },
        world =>
        [
            () => Now(() =>
            {
                for (var mail = 0; mail < 12; mail++)
                    world.Deliver(AnaAddress, new AMail(mail < 4 ? CarlaAddress : Stranger, AnaAddress, $"Plans {mail}") { Id = $"{mail}@x" });
            }),
            () => world.SettleAsync(),
            () => Now(() => world.Deliver(AnaAddress, new AMail(CarlaAddress, AnaAddress, "Late") { Id = "late@x" })),
            () => world.SettleAsync(),
        ],
        state =>
        {
            Assert.AreEqual(5, Lines(state, "message "), state);
            Assert.AreEqual(13, Lines(state, "decision "), state);
        });
}

[TestClass]
public sealed class OutlookRuleTests : RuleTests
{
    private protected override Homes Homes => Homes.Outlook;
}

[TestClass]
public sealed class OutlookRunTwiceTests : RunTwiceTests
{
    private protected override Homes Homes => Homes.Outlook;
}

[TestClass]
public sealed class OutlookTroubleTests : TroubleTests
{
    private protected override Homes Homes => Homes.Outlook;
}

[TestClass]
public sealed class OutlookSendFaultTests : SendFaultTests
{
    private protected override Homes Homes => Homes.Outlook;
}

[TestClass]
public sealed class OutlookFillInTests : FillInTests
{
    private protected override Homes Homes => Homes.Outlook;
}

[TestClass]
public sealed class OutlookInternalMailTests : InternalMailStories
{
    private protected override Homes Homes => Homes.Outlook;
}

[TestClass]
public sealed class OutlookLoggingAddressTests : LoggingAddressStories
{
    private protected override Homes Homes => Homes.Outlook;
}

[TestClass]
public sealed class OutlookSharedMailboxTests : SharedMailboxStories
{
    private protected override Homes Homes => Homes.Outlook;
}

[TestClass]
public sealed class OutlookForwardTests : ForwardStories
{
    private protected override Homes Homes => Homes.Outlook;
}

[TestClass]
public sealed class OutlookErasureTests : ErasureStories
{
    private protected override Homes Homes => Homes.Outlook;
}

[TestClass]
public sealed class OutlookUserErasureTests : UserErasureStories
{
    private protected override Homes Homes => Homes.Outlook;
}

[TestClass]
public sealed class OutlookLocationErasureTests : LocationErasureStories
{
    private protected override Homes Homes => Homes.Outlook;
}

[TestClass]
public sealed class OutlookSilenceTests : SilenceStories
{
    private protected override Homes Homes => Homes.Outlook;
}

[TestClass]
public sealed class OutlookDisconnectTests : DisconnectStories
{
    private protected override Homes Homes => Homes.Outlook;
}

[TestClass]
public sealed class OutlookRenewalTests : RenewalStories
{
    private protected override Homes Homes => Homes.Outlook;
}

[TestClass]
public sealed class OutlookAdoptionTests : AdoptionStories
{
    private protected override Homes Homes => Homes.Outlook;
}

[TestClass]
public sealed class OutlookReauthorizeTests : ReauthorizeStories
{
    private protected override Homes Homes => Homes.Outlook;
}

[TestClass]
public sealed class OutlookFairShareTests : FairShareTests
{
    private protected override Homes Homes => Homes.Outlook;
}

[TestClass]
public sealed class OutlookAnotherAddressTests : AnotherAddressStories
{
    private protected override Homes Homes => Homes.Outlook;
}

[TestClass]
public sealed class OutlookPauseTests : PauseStories
{
    private protected override Homes Homes => Homes.Outlook;
}

[TestClass]
public sealed class OutlookOrderTests : OrderStories
{
    private protected override Homes Homes => Homes.Outlook;
}

[TestClass]
public sealed class OutlookJoiningTests : JoiningStories
{
    private protected override Homes Homes => Homes.Outlook;
}

[TestClass]
public sealed class OutlookPauseGapTests : PauseGapStories
{
    private protected override Homes Homes => Homes.Outlook;
}

[TestClass]
public sealed class OutlookInterruptionTests : InterruptionStories
{
    private protected override Homes Homes => Homes.Outlook;
}

[TestClass]
public sealed class OutlookUpdateTests : UpdateStories
{
    private protected override Homes Homes => Homes.Outlook;
}

[TestClass]
public sealed class OutlookRecipientTests : RecipientStories
{
    private protected override Homes Homes => Homes.Outlook;
}

[TestClass]
public sealed class OutlookSenderTableTests : SenderTableStories
{
    private protected override Homes Homes => Homes.Outlook;
}

[TestClass]
public sealed class OutlookLocationProviderTests : LocationProviderStories
{
    private protected override Homes Homes => Homes.Outlook;
}

[TestClass]
public sealed class OutlookReportTests : ReportStories
{
    private protected override Homes Homes => Homes.Outlook;
}

[TestClass]
public sealed class OutlookTwoWorkersTests : TwoWorkersStories
{
    private protected override Homes Homes => Homes.Outlook;
}
