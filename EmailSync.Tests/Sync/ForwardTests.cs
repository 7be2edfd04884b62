using EmailSync.Core.Sync;
using EmailSync.Core.Sync.Rules;
using static EmailSync.Tests.Sync.Facts;

namespace EmailSync.Tests.Sync;

[TestClass]
public sealed class ForwardTests
{
    private static readonly SyncDecision forwarded = SyncDecision.Sync(Reason.Forward, "R20", Ben);

    [TestMethod]
    public void R20_A_thread_sent_on_to_another_contact_starts_a_thread_in_that_contacts_conversation()
    {
        Assert.AreEqual(forwarded, SyncRules.Decide(Outbound(Owned(Ben)) with { Thread = Thread(Ana, byReference: true) }));
        Assert.AreEqual(forwarded, SyncRules.Decide(Outbound(Owned(Ben)) with { Thread = Thread(Ana) }));
    }

    [TestMethod]
    public void R20_It_is_no_forward_when_somebody_of_the_thread_gets_it_too()
    {
        var thread = Thread(Ana, byReference: true);

        Assert.AreEqual("R10", SyncRules.Decide(Outbound(Owned(Ben), Nobody.InThread()) with { Thread = thread }).Rule);
        Assert.AreEqual("R10", SyncRules.Decide(Outbound(Owned(Ben).InThread()) with { Thread = thread }).Rule);
        Assert.AreEqual("R10", SyncRules.Decide(Outbound(Owned(Ben)) with { Cc = [Owned(Ana)], Thread = thread }).Rule);
        Assert.AreEqual("R10", SyncRules.Decide(Outbound(Owned(Ben)) with { Bcc = [Nobody.InThread()], Thread = thread }).Rule);
    }

    [TestMethod]
    public void R20_Any_address_of_the_owner_counts_as_the_owner()
    {
        var shared = Shared(Owner(Ben), Owner(Ana, createdDay: 2));

        Assert.AreEqual("R10", SyncRules.Decide(Outbound(shared) with { Thread = Thread(Ana) }).Rule);
    }

    [TestMethod]
    public void R20_Colleagues_and_logging_addresses_of_the_thread_do_not_make_a_forward_a_reply()
    {
        var facts = Outbound(Owned(Ben)) with { Cc = [Colleague.InThread(), Logging.InThread()], Thread = Thread(Ana) };

        Assert.AreEqual(forwarded, SyncRules.Decide(facts));
    }

    [TestMethod]
    public void R20_Sent_on_to_strangers_it_stays_in_its_thread()
    {
        Assert.AreEqual("R10", SyncRules.Decide(Outbound(Nobody) with { Thread = Thread(Ana) }).Rule);
    }

    [TestMethod]
    public void R20_Only_outbound_mail_is_a_forward()
    {
        Assert.AreEqual("R10", SyncRules.Decide(Inbound(Owned(Ben)) with { Thread = Thread(Ana) }).Rule);
    }

    [TestMethod]
    public void R20_Sent_on_with_a_logging_address_the_new_contact_gets_the_thread()
    {
        var decision = SyncRules.Decide(Outbound(Newcomer("new")) with { Cc = [Logging], IsLogged = true, Thread = Thread(Ana) });

        Assert.AreEqual((Reason.Forward, "new"), (decision.Reason, decision.Owner?.Value));
        CollectionAssert.AreEqual(new[] { 0 }, decision.Makes.ToArray());
    }
}
