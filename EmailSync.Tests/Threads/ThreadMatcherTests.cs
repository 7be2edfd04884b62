using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Threads;

namespace EmailSync.Tests.Threads;

[TestClass]
public sealed class ThreadMatcherTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    [TestMethod]
    public void R20_Ancestors_are_asked_for_from_the_nearest_to_the_root_then_In_Reply_To()
    {
        var envelope = new Envelope { MessageId = "me", References = ["root", "middle", "parent"], InReplyTo = ["other", "parent"] };

        var ancestors = ThreadMatcher.Ancestors(envelope);

        CollectionAssert.AreEqual(new[] { "parent", "middle", "root", "other" }, ancestors.ToArray());
    }

    [TestMethod]
    public void R20_A_message_that_names_itself_is_not_its_own_ancestor()
    {
        var ancestors = ThreadMatcher.Ancestors(new Envelope { MessageId = "me", References = ["me"], InReplyTo = ["me"] });

        Assert.AreEqual(0, ancestors.Count);
    }

    [TestMethod]
    public void R20_The_nearest_known_ancestor_wins_over_a_farther_one_and_over_the_provider_thread()
    {
        var match = Match([Here(), Here("near"), Here("far")], Here("provider"));

        Assert.AreEqual(new ThreadMatch(Thread("near"), ByReference: true) { Missing = 1 }, match);
    }

    [TestMethod]
    public void R20_Without_a_known_ancestor_the_latest_of_our_threads_in_the_provider_thread_is_meant()
    {
        var match = Match([Here()], Here("first", "forwarded"));

        Assert.AreEqual(new ThreadMatch(Thread("forwarded"), ByReference: false) { Missing = 1 }, match);
    }

    [TestMethod]
    public void R20_Of_different_mails_under_one_message_id_the_one_in_this_provider_thread_is_meant()
    {
        var match = Match([Here("elsewhere", "here")], Here("here"));

        Assert.AreEqual("here", match?.Thread?.Thread.Value);
    }

    [TestMethod]
    public void R10_A_message_waits_under_its_nearest_ancestors_and_the_root_only()
    {
        var envelope = new Envelope { References = [.. Enumerable.Range(0, 40).Select(i => $"r{i}")] };

        var waits = ThreadMatcher.AncestorsToWaitFor(envelope);

        Assert.AreEqual(8, waits.Count);
        Assert.AreEqual("r39", waits[0]);
        Assert.AreEqual("r0", waits[^1]);
    }

    [TestMethod]
    public void R20_Of_several_threads_in_a_provider_thread_the_one_of_a_correspondent_is_meant()
    {
        var here = new ThreadsHere([Thread("anas"), new KnownThread(new ThreadId("bens"), new ContactId("ben"), At)]);

        var match = ThreadMatcher.Match([], here, At, new HashSet<ContactId> { new("ana") });

        Assert.AreEqual("anas", match?.Thread?.Thread.Value);
    }

    [TestMethod]
    public void R22_A_message_that_answers_mail_of_another_location_belongs_to_no_thread_here()
    {
        var match = Match([Here(), ThreadsHere.None with { ElsewhereSince = At }, Here("farther")], Here("provider"));

        Assert.AreEqual(new ThreadMatch(null, ByReference: true), match);
    }

    [TestMethod]
    [DataRow(-1, false)]
    [DataRow(0, true)]
    [DataRow(1, true)]
    public void R22_A_provider_thread_is_another_locations_from_its_mail_on(int minutes, bool elsewhere)
    {
        var here = Here("ours") with { ElsewhereSince = At };

        var match = ThreadMatcher.Match([], here, At.AddMinutes(minutes), new HashSet<ContactId>());

        Assert.AreEqual(elsewhere ? null : "ours", match?.Thread?.Thread.Value);
    }

    [TestMethod]
    public void R22_A_thread_that_begins_here_later_is_our_own()
    {
        var here = new ThreadsHere([Thread("old"), new KnownThread(new ThreadId("new"), new ContactId("ana"), At.AddMinutes(2))], At.AddMinutes(1));

        var match = ThreadMatcher.Match([], here, At.AddMinutes(3), new HashSet<ContactId>());

        Assert.AreEqual("new", match?.Thread?.Thread.Value);
    }

    private static ThreadMatch? Match(IReadOnlyList<ThreadsHere> byAncestor, ThreadsHere byProviderThread) =>
        ThreadMatcher.Match(byAncestor, byProviderThread, At, new HashSet<ContactId>());

    private static ThreadsHere Here(params string[] threads) => new([.. threads.Select(Thread)]);

    private static KnownThread Thread(string id) => new(new ThreadId(id), new ContactId("ana"), At);
}
