using EmailSync.Core.Providers;
using EmailSync.Core.Sync.Rules;
using static EmailSync.Tests.Sync.Facts;

namespace EmailSync.Tests.Sync;

/// <summary>What is decided before people, or further people, are looked up: each lookup that is not needed is a request to storage for every mail.</summary>
[TestClass]
public sealed class EarlyDecisionTests
{
    [TestMethod]
    [DataRow(Placement.Chat)]
    [DataRow(Placement.Draft)]
    [DataRow(Placement.Outbox)]
    [DataRow(Placement.Spam)]
    [DataRow(Placement.Trash)]
    public void R23_Where_a_message_lies_decides_without_people(Placement placement) =>
        Assert.IsTrue(SyncRules.IsDecidedWithoutPeople(Inbound() with { Placement = placement }));

    [TestMethod]
    public void R8_Mail_from_before_the_connection_is_decided_without_people() =>
        Assert.IsTrue(SyncRules.IsDecidedWithoutPeople(Inbound() with { ReceivedAt = Connected.AddMilliseconds(-1) }));

    [TestMethod]
    public void R14_The_bounce_of_a_logging_address_is_decided_without_people() =>
        Assert.IsTrue(SyncRules.IsDecidedWithoutPeople(Inbound() with { IsLoggingBounce = true }));

    [TestMethod]
    public void R22_What_another_location_sent_is_decided_without_people() =>
        Assert.IsTrue(SyncRules.IsDecidedWithoutPeople(Inbound() with { SentElsewhere = true }));

    [TestMethod]
    public void R22_A_detached_thread_is_decided_without_people() =>
        Assert.IsTrue(SyncRules.IsDecidedWithoutPeople(Inbound() with { Thread = DetachedThread(Ana, Connected) }));

    [TestMethod]
    public void Of_ordinary_mail_the_people_count()
    {
        Assert.IsFalse(SyncRules.IsDecidedWithoutPeople(Inbound()));
        Assert.IsFalse(SyncRules.IsDecidedWithoutPeople(Outbound()));
        Assert.IsFalse(SyncRules.IsDecidedWithoutPeople(Inbound() with { Thread = Thread(Ana) }));
    }

    [TestMethod]
    public void R11_A_contact_who_writes_decides_whoever_else_got_the_mail()
    {
        Assert.IsTrue(SyncRules.IsDecidedBySender(Inbound(Owned(Ana))));
        Assert.IsTrue(SyncRules.IsDecidedBySender(Inbound(Nobody) with { Thread = Thread(Ana) }));
    }

    [TestMethod]
    public void R13_R15_R12_For_strangers_colleagues_and_sent_mail_recipients_count()
    {
        Assert.IsFalse(SyncRules.IsDecidedBySender(Inbound(Nobody)));
        Assert.IsFalse(SyncRules.IsDecidedBySender(Inbound(Colleague) with { Thread = Thread(Ana) }));
        Assert.IsFalse(SyncRules.IsDecidedBySender(Outbound(Owned(Ana)) with { Thread = Thread(Ana) }));
    }
}
