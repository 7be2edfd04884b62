using EmailSync.Tests.Sending;

namespace EmailSync.Tests.Pipeline;

// The stories with everybody at Gmail.
[TestClass]
public sealed class GmailAnyOrderTests : AnyOrderTests
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class GmailCrashTests : CrashTests
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class GmailRuleTests : RuleTests
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class GmailRunTwiceTests : RunTwiceTests
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class GmailTroubleTests : TroubleTests
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class GmailSendFaultTests : SendFaultTests
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class GmailFillInTests : FillInTests
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class GmailInternalMailTests : InternalMailStories
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class GmailLoggingAddressTests : LoggingAddressStories
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class GmailSharedMailboxTests : SharedMailboxStories
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class GmailForwardTests : ForwardStories
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class GmailErasureTests : ErasureStories
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class GmailUserErasureTests : UserErasureStories
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class GmailLocationErasureTests : LocationErasureStories
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class GmailSilenceTests : SilenceStories
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class GmailDisconnectTests : DisconnectStories
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class GmailRenewalTests : RenewalStories
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class GmailAdoptionTests : AdoptionStories
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class GmailReauthorizeTests : ReauthorizeStories
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class GmailFairShareTests : FairShareTests
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class GmailAnotherAddressTests : AnotherAddressStories
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class GmailPauseTests : PauseStories
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class GmailOrderTests : OrderStories
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class GmailJoiningTests : JoiningStories
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class GmailPauseGapTests : PauseGapStories
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class GmailInterruptionTests : InterruptionStories
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class GmailUpdateTests : UpdateStories
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class GmailRecipientTests : RecipientStories
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class GmailSenderTableTests : SenderTableStories
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class GmailLocationProviderTests : LocationProviderStories
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class GmailBatchTests : BatchStories
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class GmailReportTests : ReportStories
{
    private protected override Homes Homes => Homes.Gmail;
}

[TestClass]
public sealed class GmailTwoWorkersTests : TwoWorkersStories
{
    private protected override Homes Homes => Homes.Gmail;
}
