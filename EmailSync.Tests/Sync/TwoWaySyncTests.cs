using EmailSync.Core.Directory;
using EmailSync.Core.Sync;
using EmailSync.Core.Sync.Rules;
using static EmailSync.Tests.Sync.Facts;

namespace EmailSync.Tests.Sync;

[TestClass]
public sealed class TwoWaySyncTests
{
    private static readonly SyncDecision off = SyncDecision.Skip(Reason.TwoWaySyncOff, "R16");

    [TestMethod]
    public void R16_Without_two_way_sync_threads_of_the_crm_go_on()
    {
        Assert.AreEqual("R10", SyncRules.Decide(Off(Inbound(Nobody) with { Thread = Thread(Ana) })).Rule);
        Assert.AreEqual("R10", SyncRules.Decide(Off(Outbound(Owned(Ana)) with { Thread = Thread(Ana) })).Rule);
    }

    [TestMethod]
    public void R16_Without_two_way_sync_mail_from_and_to_contacts_stays_out()
    {
        Assert.AreEqual(off, SyncRules.Decide(Off(Inbound(Owned(Ana)))));
        Assert.AreEqual(off, SyncRules.Decide(Off(Outbound(Owned(Ana)))));
        Assert.AreEqual(off, SyncRules.Decide(Off(Outbound(Owned(Ben)) with { Thread = Thread(Ana) })));
    }

    [TestMethod]
    public void R16_Without_two_way_sync_a_logging_address_does_nothing()
    {
        var facts = Outbound(Newcomer("new")) with { Cc = [Logging], IsLogged = true };

        Assert.AreEqual("R13", SyncRules.Decide(Off(facts)).Rule);
        Assert.IsEmpty(SyncRules.Decide(Off(facts with { To = [Owned(Ana), Newcomer("new")], Thread = Thread(Ana) })).Makes);
    }

    [TestMethod]
    public void R16_What_would_not_sync_anyway_keeps_its_own_reason()
    {
        Assert.AreEqual(Reason.NoKnownContact, SyncRules.Decide(Off(Inbound(Nobody))).Reason);
        Assert.AreEqual(Reason.FromNotAContact, SyncRules.Decide(Off(Inbound(Nobody) with { To = [Owned(Ana)] })).Reason);
        Assert.AreEqual(Reason.InternalOnly, SyncRules.Decide(Off(Outbound(Colleague))).Reason);
        Assert.AreEqual(
            Reason.ContactNotAssigned, SyncRules.Decide(Off(Inbound(Owned(Ana)) with { Assignment = AssignmentPolicy.Always })).Reason);
    }

    private static SyncFacts Off(SyncFacts facts) => facts with { TwoWaySync = false };
}
