using EmailSync.Tests.Sending;

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
