using EmailSync.Core.Sync;
using EmailSync.Core.Sync.Rules;
using static EmailSync.Tests.Sync.Facts;

namespace EmailSync.Tests.Sync;

[TestClass]
public sealed class InternalMailTests
{
    private static readonly SyncDecision internalOnly = SyncDecision.Skip(Reason.InternalOnly, "R15");
    private static readonly SyncDecision fromInternal = SyncDecision.Skip(Reason.FromInternal, "R15");

    /// <summary>An address that a user has, and a contact too.</summary>
    private static readonly Correspondent both = new(Owned(Ana).Owners with { IsInternal = true });

    [TestMethod]
    public void R15_An_address_of_a_user_is_no_contact_even_if_a_contact_has_it()
    {
        Assert.AreEqual(fromInternal, SyncRules.Decide(Inbound(both) with { To = [Nobody] }));
        Assert.AreEqual(internalOnly, SyncRules.Decide(Inbound(both) with { To = [Colleague] }));
        Assert.AreEqual(internalOnly, SyncRules.Decide(Outbound(both)));
        Assert.AreEqual(Ben, SyncRules.Decide(Outbound(both, Owned(Ben))).Owner);
    }

    [TestMethod]
    public void R15_Mail_from_a_colleague_syncs_in_a_synced_thread_if_a_contact_got_it_too()
    {
        var facts = Inbound(Colleague) with { To = [Colleague], Cc = [Owned(Ana)], Thread = Thread(Ana) };

        Assert.AreEqual(SyncDecision.Sync(Reason.ThreadIsSynced, "R10", Ana, Thread(Ana).Thread), SyncRules.Decide(facts));
        Assert.AreEqual(fromInternal, SyncRules.Decide(facts with { Thread = null }));
    }

    [TestMethod]
    public void R15_A_colleagues_mail_to_a_stranger_stays_out_even_in_a_synced_thread()
    {
        var decision = SyncRules.Decide(Inbound(Colleague) with { To = [Nobody], Thread = Thread(Ana, byReference: true) });

        Assert.AreEqual(fromInternal, decision);
    }

    [TestMethod]
    public void R15_Mail_among_colleagues_stays_out_in_both_directions_and_in_a_synced_thread()
    {
        var thread = Thread(Ana, byReference: true);

        Assert.AreEqual(internalOnly, SyncRules.Decide(Inbound(Colleague) with { To = [Colleague], Thread = thread }));
        Assert.AreEqual(internalOnly, SyncRules.Decide(Inbound(Colleague) with { Thread = thread }));
        Assert.AreEqual(internalOnly, SyncRules.Decide(Outbound(Colleague) with { Cc = [Colleague], Thread = thread }));
    }

    [TestMethod]
    public void R15_A_logging_address_makes_internal_mail_no_less_internal()
    {
        Assert.AreEqual(internalOnly, SyncRules.Decide(Outbound(Colleague) with { Bcc = [Logging], IsLogged = true }));
        Assert.AreEqual(internalOnly, SyncRules.Decide(Inbound(Colleague) with { To = [Colleague], Cc = [Logging] }));
    }

    [TestMethod]
    public void R15_Sent_mail_whose_recipients_are_not_to_be_seen_is_not_taken_for_internal()
    {
        Assert.AreEqual("R10", SyncRules.Decide(Outbound() with { Thread = Thread(Ana) }).Rule);
        Assert.AreEqual("R13", SyncRules.Decide(Outbound()).Rule);
    }

    [TestMethod]
    public void R15_Mail_without_a_readable_sender_is_not_from_a_colleague()
    {
        Assert.AreEqual("R10", SyncRules.Decide(Inbound() with { To = [Colleague], Thread = Thread(Ana) }).Rule);
        Assert.AreEqual("R13", SyncRules.Decide(Inbound() with { To = [Colleague] }).Rule);
    }

    [TestMethod]
    public void R15_Of_two_senders_a_contact_counts_beside_a_colleague()
    {
        Assert.AreEqual(Ana, SyncRules.Decide(Inbound(Colleague, Owned(Ana))).Owner);
        Assert.AreEqual("R10", SyncRules.Decide(Inbound(Colleague, Nobody) with { To = [Nobody], Thread = Thread(Ana) }).Rule);
    }

    [TestMethod]
    public void R26_A_colleagues_mail_that_another_mailbox_brought_is_the_same_message_here()
    {
        var same = Thread(Ana).Thread!;
        var facts = Inbound(Colleague) with { To = [Owned(Ben)], SameMail = same };

        Assert.AreEqual(SyncDecision.Sync(Reason.SameMail, "R26", Ana, same), SyncRules.Decide(facts));
        Assert.AreEqual(internalOnly, SyncRules.Decide(facts with { To = [Colleague] }));
    }

    [TestMethod]
    public void R26_Only_what_another_mailbox_might_take_is_asked_for_there()
    {
        Reason[] asked = [.. Enum.GetValues<Reason>().Where(r => SyncDecision.Skip(r, "").MaySyncElsewhere)];

        CollectionAssert.AreEquivalent(
            new[] { Reason.FromNotAContact, Reason.ContactNotAssigned, Reason.FromInternal, Reason.TwoWaySyncOff }, asked);
    }
}
