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
        var match = ThreadMatcher.Match([[], [Thread("near")], [Thread("far")]], [Thread("provider")]);

        Assert.AreEqual(new ThreadMatch(Thread("near"), ByReference: true), match);
    }

    [TestMethod]
    public void R20_Without_a_known_ancestor_the_latest_of_our_threads_in_the_provider_thread_is_meant()
    {
        var match = ThreadMatcher.Match([[]], [Thread("first"), Thread("forwarded")]);

        Assert.AreEqual(new ThreadMatch(Thread("forwarded"), ByReference: false), match);
    }

    [TestMethod]
    public void R20_Of_different_mails_under_one_message_id_the_one_in_this_provider_thread_is_meant()
    {
        var match = ThreadMatcher.Match([[Thread("elsewhere"), Thread("here")]], [Thread("here")]);

        Assert.AreEqual("here", match?.Thread.Thread.Value);
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

    private static KnownThread Thread(string id) => new(new ThreadId(id), new ContactId("ana"), At);
}
