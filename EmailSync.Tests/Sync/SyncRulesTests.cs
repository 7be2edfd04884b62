using EmailSync.Core.Directory;
using EmailSync.Core.Providers;
using EmailSync.Core.Sync;
using EmailSync.Core.Sync.Rules;
using static EmailSync.Tests.Sync.Facts;

namespace EmailSync.Tests.Sync;

[TestClass]
public sealed class SyncRulesTests
{
    [TestMethod]
    public void R8_Mail_from_before_the_connection_is_not_synced_even_in_a_known_thread()
    {
        var facts = Inbound(Owned(Ana)) with { ReceivedAt = Connected.AddMilliseconds(-1), Thread = Thread(Ana, byReference: true) };

        var decision = SyncRules.Decide(facts);

        Assert.AreEqual(SyncDecision.Skip(Reason.BeforeConnection, "R8"), decision);
    }

    [TestMethod]
    public void R8_Mail_of_the_very_millisecond_of_the_connection_is_synced()
    {
        var decision = SyncRules.Decide(Inbound(Owned(Ana)) with { ReceivedAt = Connected });

        Assert.AreEqual(Outcome.Synced, decision.Outcome);
    }

    [TestMethod]
    public void R10_A_strangers_answer_in_a_synced_thread_syncs_into_the_owners_conversation()
    {
        var decision = SyncRules.Decide(Inbound(Nobody) with { Thread = Thread(Ana) });

        Assert.AreEqual(SyncDecision.Sync(Reason.ThreadIsSynced, "R10", Ana, Thread(Ana).Thread), decision);
    }

    [TestMethod]
    public void R10_A_message_that_names_a_synced_one_came_after_it_whatever_the_clocks_say()
    {
        var facts = Inbound(Nobody) with { Thread = Thread(Ana, knownSince: Connected.AddHours(2), byReference: true) };

        var decision = SyncRules.Decide(facts);

        Assert.AreEqual(Reason.ThreadIsSynced, decision.Reason);
    }

    [TestMethod]
    public void R10_A_message_of_the_very_moment_in_which_the_thread_became_known_belongs_to_it()
    {
        var decision = SyncRules.Decide(Inbound(Nobody) with { ReceivedAt = Connected.AddHours(1), Thread = Thread(Ana, knownSince: Connected.AddHours(1)) });

        Assert.AreEqual(Reason.ThreadIsSynced, decision.Reason);
    }

    [TestMethod]
    public void R10_What_strangers_wrote_in_the_provider_thread_before_the_crm_had_part_in_it_stays_private()
    {
        var decision = SyncRules.Decide(Inbound(Nobody) with { Thread = Thread(Ana, knownSince: Connected.AddHours(2)) });

        Assert.AreEqual(SyncDecision.Skip(Reason.NoKnownContact, "R13"), decision);
    }

    [TestMethod]
    public void R10_An_older_mail_of_the_contact_joins_the_thread_by_its_own_right()
    {
        var thread = Thread(Ana, knownSince: Connected.AddHours(2));

        var decision = SyncRules.Decide(Inbound(Owned(Ana)) with { Thread = thread });

        Assert.AreEqual(SyncDecision.Sync(Reason.FromContact, "R11", Ana, thread.Thread), decision);
    }

    [TestMethod]
    public void R10_Continuity_holds_although_the_contact_must_be_assigned()
    {
        var facts = Inbound(Owned(Ana)) with { Assignment = AssignmentPolicy.Always, Thread = Thread(Ana) };

        var decision = SyncRules.Decide(facts);

        Assert.AreEqual("R10", decision.Rule);
    }

    [TestMethod]
    [DataRow(AssignmentPolicy.Never, false, true)]
    [DataRow(AssignmentPolicy.Never, true, true)]
    [DataRow(AssignmentPolicy.MultiLocation, false, true)]
    [DataRow(AssignmentPolicy.MultiLocation, true, false)]
    [DataRow(AssignmentPolicy.Always, false, false)]
    [DataRow(AssignmentPolicy.Always, true, false)]
    public void R11_Mail_from_a_contact_of_nobody_syncs_where_no_assignment_is_required(AssignmentPolicy policy, bool multiLocation, bool synced)
    {
        var decision = SyncRules.Decide(Inbound(Owned(Ana)) with { Assignment = policy, MultiLocation = multiLocation });

        Assert.AreEqual(
            synced ? SyncDecision.Sync(Reason.FromContact, "R11", Ana) : SyncDecision.Skip(Reason.ContactNotAssigned, "R11"), decision);
    }

    [TestMethod]
    public void R11_Mail_from_a_contact_assigned_to_this_user_syncs_and_of_another_user_does_not()
    {
        var mine = SyncRules.Decide(Inbound(Owned(Ana, Facts.User)) with { Assignment = AssignmentPolicy.Always });
        var theirs = SyncRules.Decide(Inbound(Owned(Ana, new UserId("user-2"))) with { Assignment = AssignmentPolicy.Always });

        Assert.AreEqual(Outcome.Synced, mine.Outcome);
        Assert.AreEqual(Reason.ContactNotAssigned, theirs.Reason);
    }

    [TestMethod]
    public void R12_Mail_sent_from_the_mailbox_to_a_contact_syncs_without_any_assignment()
    {
        var decision = SyncRules.Decide(Outbound(Owned(Ana)) with { Assignment = AssignmentPolicy.Always });

        Assert.AreEqual(SyncDecision.Sync(Reason.ToContact, "R12", Ana), decision);
    }

    [TestMethod]
    public void R12_Only_the_providers_mark_makes_mail_outbound_and_a_forged_From_does_not()
    {
        var decision = SyncRules.Decide(Inbound(Nobody) with { To = [Owned(Ana)] });

        Assert.AreEqual(SyncDecision.Skip(Reason.FromNotAContact, "R19"), decision);
    }

    [TestMethod]
    public void R13_Mail_with_nobody_the_location_knows_is_skipped_in_both_directions()
    {
        var inbound = SyncRules.Decide(Inbound(Nobody) with { To = [Nobody], Cc = [Nobody] });
        var outbound = SyncRules.Decide(Outbound(Nobody, Nobody));

        Assert.AreEqual(SyncDecision.Skip(Reason.NoKnownContact, "R13"), inbound);
        Assert.AreEqual(SyncDecision.Skip(Reason.NoKnownContact, "R13"), outbound);
    }

    [TestMethod]
    public void R17_Mail_in_which_the_user_was_only_copied_appears_under_the_contact_who_wrote_it()
    {
        var decision = SyncRules.Decide(Inbound(Owned(Ana)) with { To = [Nobody], Cc = [Owned(Ben)] });

        Assert.AreEqual(Ana, decision.Owner);
    }

    [TestMethod]
    public void R18_A_contact_who_writes_to_somebody_else_and_includes_the_user_keeps_the_mail()
    {
        var decision = SyncRules.Decide(Inbound(Owned(Ana)) with { To = [Owned(Ben)], Cc = [Colleague] });

        Assert.AreEqual(SyncDecision.Sync(Reason.FromContact, "R11", Ana), decision);
    }

    [TestMethod]
    public void R19_In_a_synced_thread_the_owner_keeps_it_when_another_contact_writes()
    {
        var decision = SyncRules.Decide(Inbound(Owned(Ben)) with { Thread = Thread(Ana) });

        Assert.AreEqual(Ana, decision.Owner);
    }

    [TestMethod]
    public void R19_Outbound_mail_belongs_to_the_first_contact_in_To_then_Cc_then_Bcc()
    {
        var inTo = SyncRules.Decide(Outbound(Nobody, Owned(Ana)) with { Cc = [Owned(Ben)] });
        var inCc = SyncRules.Decide(Outbound(Nobody) with { Cc = [Owned(Ben)], Bcc = [Owned(Ana)] });
        var inBcc = SyncRules.Decide(Outbound() with { Bcc = [Owned(Ana)] });

        Assert.AreEqual(Ana, inTo.Owner);
        Assert.AreEqual(Ben, inCc.Owner);
        Assert.AreEqual(Ana, inBcc.Owner);
    }

    [TestMethod]
    public void R21_Of_several_contacts_with_one_address_the_one_created_first_owns_the_mail()
    {
        var shared = Shared(Owner(Ben, createdDay: 2), Owner(Ana, createdDay: 1));

        var decision = SyncRules.Decide(Inbound(shared));

        Assert.AreEqual(Ana, decision.Owner);
    }

    [TestMethod]
    public void R21_Created_at_the_same_time_the_lower_id_owns_the_mail()
    {
        var shared = Shared(Owner(Ben), Owner(Ana));

        var decision = SyncRules.Decide(Inbound(shared));

        Assert.AreEqual(Ana, decision.Owner);
    }

    [TestMethod]
    public void R21_R11_holds_when_any_contact_of_the_address_is_assigned()
    {
        var shared = Shared(Owner(Ana), Owner(Ben, Facts.User, createdDay: 2));

        var decision = SyncRules.Decide(Inbound(shared) with { Assignment = AssignmentPolicy.Always });

        Assert.AreEqual(SyncDecision.Sync(Reason.FromContact, "R11", Ana), decision);
    }

    [TestMethod]
    [DataRow(Placement.Draft, Reason.Draft)]
    [DataRow(Placement.Outbox, Reason.Draft)]
    [DataRow(Placement.Spam, Reason.Spam)]
    [DataRow(Placement.Trash, Reason.Trash)]
    [DataRow(Placement.Chat, Reason.Chat)]
    public void R23_Drafts_spam_trash_and_chats_do_not_sync_even_in_a_synced_thread(Placement placement, Reason reason)
    {
        var decision = SyncRules.Decide(Inbound(Owned(Ana)) with { Placement = placement, Thread = Thread(Ana, byReference: true) });

        Assert.AreEqual(SyncDecision.Skip(reason, "R23"), decision);
    }

    [TestMethod]
    [DataRow(true, 9, true)]
    [DataRow(true, 10, false)]
    [DataRow(false, 500, true)]
    public void R23_More_than_ten_automatic_mails_of_a_sender_and_hour_are_a_loop(bool automatic, int before, bool synced)
    {
        var decision = SyncRules.Decide(Inbound(Owned(Ana)) with { IsAutomatic = automatic, AutomaticInLastHour = before, Thread = Thread(Ana) });

        Assert.AreEqual(synced ? Outcome.Synced : Outcome.Skipped, decision.Outcome);
        Assert.AreEqual(synced ? Reason.ThreadIsSynced : Reason.Loop, decision.Reason);
    }

    [TestMethod]
    public void R10_Only_what_nothing_connected_to_the_crm_waits_for_its_thread()
    {
        Reason[] waiting = [.. Enum.GetValues<Reason>().Where(r => SyncDecision.Skip(r, "").WaitsForThread)];

        CollectionAssert.AreEquivalent(
            new[] { Reason.NoKnownContact, Reason.FromNotAContact, Reason.ContactNotAssigned, Reason.FromInternal, Reason.TwoWaySyncOff }, waiting);
    }
}
