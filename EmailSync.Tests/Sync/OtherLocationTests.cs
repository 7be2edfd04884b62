using EmailSync.Core.Providers;
using EmailSync.Core.Sync;
using EmailSync.Core.Sync.Rules;
using EmailSync.Core.Threads;
using static EmailSync.Tests.Sync.Facts;

namespace EmailSync.Tests.Sync;

[TestClass]
public sealed class OtherLocationTests
{
    private static readonly SyncDecision detached = SyncDecision.Skip(Reason.ThreadDetached, "R22");

    [TestMethod]
    public void R22_What_the_crm_of_another_location_sent_stays_out()
    {
        var decision = SyncRules.Decide(Outbound(Owned(Ana)) with { SentElsewhere = true, Thread = Thread(Ana) });

        Assert.AreEqual(SyncDecision.Skip(Reason.SentByOtherLocation, "R22"), decision);
    }

    [TestMethod]
    public void R22_Answers_to_it_stay_out_although_a_contact_wrote_them()
    {
        Assert.AreEqual(detached, SyncRules.Decide(Inbound(Owned(Ana)) with { Thread = new ThreadMatch(null, ByReference: true) }));
        Assert.AreEqual(detached, SyncRules.Decide(Outbound(Owned(Ana)) with { Thread = new ThreadMatch(null, ByReference: false) }));
    }

    [TestMethod]
    public void R22_A_detached_thread_takes_what_came_before_and_nothing_after()
    {
        var facts = Inbound(Owned(Ana));

        Assert.AreEqual("R10", SyncRules.Decide(facts with { Thread = DetachedThread(Ana, facts.ReceivedAt.AddMilliseconds(1)) }).Rule);
        Assert.AreEqual(detached, SyncRules.Decide(facts with { Thread = DetachedThread(Ana, facts.ReceivedAt) }));
        Assert.AreEqual(detached, SyncRules.Decide(facts with { Thread = DetachedThread(Ana, facts.ReceivedAt.AddHours(-1)) }));
    }

    [TestMethod]
    public void R22_What_a_message_is_says_more_than_where_its_thread_lives()
    {
        var facts = Outbound(Owned(Ana)) with { SentElsewhere = true };

        Assert.AreEqual("R8", SyncRules.Decide(facts with { ReceivedAt = Connected.AddTicks(-1) }).Rule);
        Assert.AreEqual("R23", SyncRules.Decide(facts with { Placement = Placement.Sent | Placement.Trash }).Rule);
    }
}
