using EmailSync.Core.Directory;
using EmailSync.Core.Providers;
using EmailSync.Core.Sync.Rules;
using EmailSync.Core.Threads;
using FsCheck;
using FsCheck.Fluent;
using static EmailSync.Tests.Sync.Facts;
using Outcome = EmailSync.Core.Sync.Outcome;

namespace EmailSync.Tests.Sync;

/// <summary>What holds for every mail, whatever its facts.</summary>
[TestClass]
public sealed class SyncRulesPropertyTests
{
    private static readonly ContactId cora = new("cora");

    private static readonly Gen<Correspondent> someone =
        from known in Gen.Elements(
            Nobody, Newcomer("new-1"), Newcomer("new-2"), Colleague, Logging, Owned(Ana), Owned(Ben, Facts.User), Owned(cora), Shared(Owner(Ben), Owner(Ana)),
            new Correspondent(Owned(Ana).Owners with { IsInternal = true }))
        from inThread in Gen.Elements(true, false)
        select known with { IsInThread = inThread };

    private static readonly Gen<IReadOnlyList<Correspondent>> header =
        Gen.Choose(0, 3).SelectMany(count => someone.ArrayOf(count)).Select(people => (IReadOnlyList<Correspondent>)people);

    private static readonly Gen<Placement> placement = Gen.Elements(
        Placement.Inbox, Placement.Sent, Placement.Sent | Placement.Inbox, Placement.None, Placement.Spam, Placement.Trash, Placement.Draft, Placement.Outbox,
        Placement.Chat, Placement.Sent | Placement.Trash);

    private static readonly Gen<DateTimeOffset> time = Gen.Choose(-2, 3).Select(hours => Connected.AddHours(hours));

    private static readonly Gen<ThreadMatch?> thread =
        from owner in Gen.Elements(Ana, Ben)
        from since in time
        from detached in Gen.OneOf(Gen.Constant<DateTimeOffset?>(null), time.Select(at => (DateTimeOffset?)at))
        from byReference in Gen.Elements(true, false)
        from kind in Gen.Choose(0, 5)
        select kind switch
        {
            <= 2 => (ThreadMatch?)null,
            3 => new ThreadMatch(null, byReference),
            _ => Thread(owner, since, byReference) with { State = ThreadRecord.New with { DetachedAt = detached } },
        };

    private static readonly Gen<SyncFacts> facts =
        from place in placement
        from received in time
        from switches in Gen.Choose(0, 1).ArrayOf(6)
        from count in Gen.Choose(8, 11)
        from policy in Gen.Elements(Enum.GetValues<AssignmentPolicy>())
        from known in thread
        from sender in header
        from to in header
        from cc in header
        from bcc in header
        select new SyncFacts
        {
            Placement = place,
            ReceivedAt = received,
            ConnectedAt = Connected,
            User = Facts.User,
            IsAutomatic = switches[0] == 1,
            AutomaticInLastHour = count,
            TwoWaySync = switches[1] == 1,
            MultiLocation = switches[2] == 1,
            SentElsewhere = switches[3] == 1 && switches[4] == 1,
            IsLogged = switches[5] == 1,
            Assignment = policy,
            Thread = known,
            From = sender,
            To = to,
            Cc = cc,
            Bcc = bcc,
        };

    [TestMethod]
    public void Every_mail_has_one_answer_the_same_each_time_and_it_names_its_rule() => Holds(mail =>
    {
        var decision = SyncRules.Decide(mail);
        var again = SyncRules.Decide(mail);
        return (decision.Outcome, decision.Reason, decision.Rule, decision.Owner, decision.Thread) == (again.Outcome, again.Reason, again.Rule, again.Owner, again.Thread)
            && decision.Makes.SequenceEqual(again.Makes) && decision.Follows.SequenceEqual(again.Follows)
            && decision.Outcome is Outcome.Synced or Outcome.Skipped && decision.Rule.Length is 2 or 3
            && (decision.Outcome == Outcome.Synced) == (decision.Owner is not null);
    });

    [TestMethod]
    public void R8_R23_Nothing_from_before_the_connection_and_nothing_that_is_no_mail_ever_syncs() => Holds(mail =>
        (mail.ReceivedAt >= mail.ConnectedAt && (mail.Placement & (Placement.Draft | Placement.Outbox | Placement.Spam | Placement.Trash | Placement.Chat)) == 0)
        || SyncRules.Decide(mail).Outcome == Outcome.Skipped);

    [TestMethod]
    public void R15_What_stays_among_colleagues_never_syncs() => Holds(mail =>
    {
        var recipients = mail.To.Concat(mail.Cc).Concat(mail.Bcc).ToList();
        var amongColleagues = recipients.Count > 0 && !recipients.Exists(r => r.IsExternal)
            && (mail.Placement.HasFlag(Placement.Sent) || (mail.From.Count > 0 && mail.From.All(f => f.IsInternal)));
        return !amongColleagues || SyncRules.Decide(mail).Outcome == Outcome.Skipped;
    });

    [TestMethod]
    public void R14_R17_Contacts_are_made_only_of_strangers_in_To_of_own_sent_mail_that_is_logged() => Holds(mail =>
    {
        var decision = SyncRules.Decide(mail);
        return decision.Makes.All(i => mail.To[i] is { IsExternal: true, Possible: not null, Owners.First: null })
            && (decision is { Makes.Count: 0, Follows.Count: 0 } || (mail.IsLogged && mail.TwoWaySync && mail.Placement.HasFlag(Placement.Sent)))
            && decision.Follows.All(f => mail.To.Any(c => c.Contact == f));
    });

    [TestMethod]
    public void R15_R19_The_owner_is_the_threads_or_a_contact_in_the_headers_and_never_a_colleague() => Holds(mail =>
    {
        var decision = SyncRules.Decide(mail);
        return decision.Owner is not { } owner
            || owner == mail.Thread?.Thread?.Owner
            || mail.From.Concat(mail.To).Concat(mail.Cc).Concat(mail.Bcc).Any(c => c.IsExternal && (c.Contact == owner || (mail.IsLogged && c.Possible == owner)));
    });

    [TestMethod]
    public void R19_Outside_a_thread_the_first_contact_in_To_then_Cc_then_Bcc_owns_what_was_sent() => Holds(mail =>
    {
        var decision = SyncRules.Decide(mail with { Thread = null, IsLogged = false });
        return decision.Outcome == Outcome.Skipped || !mail.Placement.HasFlag(Placement.Sent)
            || decision.Owner == mail.To.Concat(mail.Cc).Concat(mail.Bcc).First(c => c.Contact is not null).Contact;
    });

    [TestMethod]
    public void R22_Nothing_that_another_location_has_taken_over_ever_syncs() => Holds(mail =>
        !(mail.SentElsewhere || mail.Thread is { Thread: null } || mail.Thread?.State.DetachedAt <= mail.ReceivedAt)
        || SyncRules.Decide(mail).Outcome == Outcome.Skipped);

    [TestMethod]
    public void R16_Without_two_way_sync_only_threads_sync() => Holds(mail =>
        mail.TwoWaySync || SyncRules.Decide(mail) is { Outcome: Outcome.Skipped } or { Rule: "R10" });

    [TestMethod]
    public void What_is_decided_before_everybody_was_looked_up_is_decided_alike_afterwards() => Holds(mail =>
    {
        var decision = SyncRules.Decide(mail);
        var withoutPeople = mail with { From = [], To = [], Cc = [], Bcc = [] };
        var withSender = mail with { To = [], Cc = [], Bcc = [] };
        return (!SyncRules.IsDecidedWithoutPeople(withoutPeople) || SyncRules.Decide(withoutPeople) == decision)
            && (!SyncRules.IsDecidedBySender(withSender) || SyncRules.Decide(withSender) == decision);
    });

    private static void Holds(Func<SyncFacts, bool> property) =>
        Prop.ForAll(facts.ToArbitrary(), property).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000).WithReplay(2026, 1123));
}
