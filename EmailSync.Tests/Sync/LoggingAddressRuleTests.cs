using EmailSync.Core.Directory;
using EmailSync.Core.Sync;
using EmailSync.Core.Sync.Rules;
using static EmailSync.Tests.Sync.Facts;

namespace EmailSync.Tests.Sync;

[TestClass]
public sealed class LoggingAddressRuleTests
{
    [TestMethod]
    public void R14_To_recipients_that_nobody_knows_become_contacts_and_the_first_one_gets_the_mail()
    {
        var decision = SyncRules.Decide(Logged(Colleague, Newcomer("first"), Newcomer("second")));

        Assert.AreEqual((Outcome.Synced, Reason.LoggingAddress, "R14"), (decision.Outcome, decision.Reason, decision.Rule));
        Assert.AreEqual("first", decision.Owner?.Value);
        CollectionAssert.AreEqual(new[] { 1, 2 }, decision.Makes.ToArray());
        Assert.IsEmpty(decision.Follows);
    }

    [TestMethod]
    public void R14_Contacts_in_To_are_followed_from_now_on()
    {
        var decision = SyncRules.Decide(Logged(Owned(Ana), Newcomer("new"), Owned(Ben), Owned(Ana)));

        Assert.AreEqual((Reason.ToContact, Ana), (decision.Reason, decision.Owner));
        CollectionAssert.AreEqual(new[] { Ana, Ben }, decision.Follows.ToArray());
        CollectionAssert.AreEqual(new[] { 1 }, decision.Makes.ToArray());
    }

    [TestMethod]
    public void R17_Nothing_is_ever_made_of_Cc_and_Bcc()
    {
        var decision = SyncRules.Decide(Logged(Newcomer("to")) with { Cc = [Newcomer("cc"), Logging], Bcc = [Newcomer("bcc"), Owned(Ben)] });

        CollectionAssert.AreEqual(new[] { 0 }, decision.Makes.ToArray());
        Assert.IsEmpty(decision.Follows);
    }

    [TestMethod]
    public void R14_Colleagues_logging_addresses_and_unreadable_ones_never_become_contacts()
    {
        var decision = SyncRules.Decide(Logged(Colleague, Logging, Nobody));

        Assert.AreEqual(SyncDecision.Skip(Reason.NoKnownContact, "R13"), decision);
    }

    [TestMethod]
    public void R14_Without_the_logging_address_nobody_becomes_a_contact()
    {
        Assert.AreEqual("R13", SyncRules.Decide(Outbound(Newcomer("new"))).Rule);
        Assert.IsEmpty(SyncRules.Decide(Outbound(Owned(Ana), Newcomer("new"))).Makes);
    }

    [TestMethod]
    public void R14_In_received_mail_a_logging_address_does_nothing()
    {
        var decision = SyncRules.Decide(Inbound(Newcomer("sender")) with { To = [Newcomer("to")], Cc = [Logging], IsLogged = true });

        Assert.AreEqual(SyncDecision.Skip(Reason.NoKnownContact, "R13"), decision);
    }

    [TestMethod]
    public void R14_In_a_thread_it_stays_there_and_the_people_in_To_are_known_from_then_on()
    {
        var decision = SyncRules.Decide(Logged(Newcomer("new"), Owned(Ana).InThread()) with { Thread = Thread(Ana) });

        Assert.AreEqual(("R10", Ana), (decision.Rule, decision.Owner));
        CollectionAssert.AreEqual(new[] { 0 }, decision.Makes.ToArray());
        CollectionAssert.AreEqual(new[] { Ana }, decision.Follows.ToArray());
    }

    [TestMethod]
    public void R14_A_contact_that_a_broken_off_attempt_made_for_this_mail_is_made_again()
    {
        var made = Owned(new ContactId("new"), Facts.User) with { Possible = new ContactId("new"), IsMadeForThis = true };

        var decision = SyncRules.Decide(Logged(made));

        CollectionAssert.AreEqual(new[] { 0 }, decision.Makes.ToArray());
        Assert.IsEmpty(decision.Follows);
    }

    [TestMethod]
    public void R14_One_mail_makes_no_more_than_fifty_contacts()
    {
        var decision = SyncRules.Decide(Logged([.. Enumerable.Range(0, 60).Select(i => Newcomer($"c{i}"))]));

        Assert.HasCount(50, decision.Makes);
        Assert.AreEqual("c0", decision.Owner?.Value);
    }

    [TestMethod]
    public void R11_A_followed_contact_is_as_good_as_an_assigned_one()
    {
        var followed = Shared(Owner(Ana) with { FollowedBy = [new UserId("other"), Facts.User] });
        var others = Shared(Owner(Ana) with { FollowedBy = [new UserId("other")] });

        Assert.AreEqual(Ana, SyncRules.Decide(Inbound(followed) with { Assignment = AssignmentPolicy.Always }).Owner);
        Assert.AreEqual(Reason.ContactNotAssigned, SyncRules.Decide(Inbound(others) with { Assignment = AssignmentPolicy.Always }).Reason);
    }

    private static SyncFacts Logged(params Correspondent[] to) => Outbound(to) with { Cc = [Logging], IsLogged = true };
}
