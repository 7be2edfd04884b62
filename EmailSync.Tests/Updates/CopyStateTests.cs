using EmailSync.Core.Conversations;
using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Updates;

namespace EmailSync.Tests.Updates;

/// <summary>R25 without a mailbox: what news and wishes make of a copy.</summary>
[TestClass]
public sealed class CopyStateTests
{
    private static readonly DateTimeOffset noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly MailboxCopy unread = new(
        new UserId("ana"), new MailboxId("m"), MailProviderName.Gmail, new ProviderMessageId("p"), new ProviderThreadId("t"), false, false, false);

    [TestMethod]
    public void R25_News_change_what_they_speak_of_and_nothing_else()
    {
        var trashed = CopyState.After(unread, new StateNews(Trashed: true) { At = noon });
        var read = CopyState.After(trashed, new StateNews(Read: true) { At = noon.AddMinutes(1) });

        Assert.AreEqual((false, true, false), (trashed.Read, trashed.Trashed, trashed.Deleted));
        Assert.AreEqual((true, true, false), (read.Read, read.Trashed, read.Deleted));
    }

    [TestMethod]
    public void R25_What_is_known_already_is_no_news()
    {
        Assert.AreSame(unread, CopyState.After(unread, new StateNews(Read: false, Trashed: false) { At = noon }));
        Assert.IsFalse(CopyState.MustAsk(unread, new StateNews(Read: false, Trashed: false) { At = noon }));
    }

    [TestMethod]
    public void R25_Deleted_for_good_keeps_the_last_state_and_ends_when_the_message_is_there_again()
    {
        var gone = CopyState.After(unread with { Trashed = true }, StateNews.Gone with { At = noon });
        var page = new StateNews(Read: false, Trashed: false) { At = noon.AddHours(1) };
        var back = CopyState.After(gone, page with { IsAsked = true });

        Assert.AreEqual((true, true), (gone.Trashed, gone.Deleted));
        Assert.IsTrue(CopyState.MustAsk(gone, page));
        Assert.AreEqual((false, false), (back.Trashed, back.Deleted));
    }

    [TestMethod]
    public void R25_A_page_older_than_what_is_known_has_to_be_asked_about_and_a_newer_one_not()
    {
        var read = CopyState.After(unread, new StateNews(Read: true) { At = noon });

        Assert.IsTrue(CopyState.MustAsk(read, new StateNews(Read: false) { At = noon.AddSeconds(-1) }));
        Assert.IsFalse(CopyState.MustAsk(read, new StateNews(Read: false) { At = noon.AddSeconds(1) }));
        Assert.IsFalse(CopyState.MustAsk(read, new StateNews(Read: false) { At = noon.AddSeconds(-1), IsAsked = true }));
        Assert.IsTrue(CopyState.MustAsk(read, StateNews.Open));
    }

    [TestMethod]
    public void R25_A_wish_is_shown_at_once_and_holds_against_the_mailbox_until_it_is_carried_out()
    {
        var wishing = CopyState.Wishing(unread, read: true, trashed: null, noon, "g");
        var contradicted = CopyState.After(wishing, new StateNews(Read: false, Trashed: true) { At = noon });
        var done = CopyState.CarriedOut(contradicted, wishing.Wish!, noon);

        Assert.IsTrue(wishing.ShownRead);
        Assert.IsTrue(contradicted.ShownRead);
        Assert.AreEqual((true, true, true), (done.Read, done.Trashed, done.Wish is null));
        Assert.IsFalse(CopyState.Shows(contradicted, done));
    }

    [TestMethod]
    public void R25_What_happened_before_a_wish_was_carried_out_cannot_take_it_back()
    {
        var wishing = CopyState.Wishing(unread, read: true, trashed: null, noon, "g");
        var done = CopyState.CarriedOut(wishing, wishing.Wish!, noon);

        Assert.IsTrue(CopyState.MustAsk(done, new StateNews(Read: false) { At = noon.AddMinutes(1) }));
        Assert.IsFalse(CopyState.MustAsk(done, new StateNews(Read: true) { At = noon.AddMinutes(1) }));
        Assert.IsFalse(CopyState.MustAsk(done, new StateNews(Read: false) { At = noon + CopyState.Echo + TimeSpan.FromSeconds(1) }));
    }

    [TestMethod]
    public void R25_Wanting_what_is_there_is_nothing_to_do_unless_something_else_is_under_way()
    {
        var wishing = CopyState.Wishing(unread, read: true, trashed: null, noon, "g");
        var takenBack = CopyState.Wishing(wishing, read: false, trashed: null, noon.AddSeconds(1), "g");

        Assert.AreSame(unread, CopyState.Wishing(unread, read: false, trashed: false, noon, "g"));
        Assert.AreEqual(false, takenBack.Wish?.Read);
    }

    [TestMethod]
    public void R25_Wishes_join_and_a_later_one_outlives_the_one_that_is_carried_out()
    {
        var first = CopyState.Wishing(unread, read: true, trashed: null, noon, "g");
        var both = CopyState.Wishing(first, read: null, trashed: true, noon.AddSeconds(1), "g");
        var done = CopyState.CarriedOut(both, first.Wish!, noon.AddSeconds(2));

        Assert.AreEqual((true, true), (both.Wish!.Read, both.Wish.Trashed));
        Assert.AreEqual(both.Wish, done.Wish);
        Assert.AreEqual(both, CopyState.GivenUp(both, first.Wish!, "rejected_by_provider"));
    }

    [TestMethod]
    public void R25_A_wish_that_is_given_up_shows_the_mailbox_again_and_why()
    {
        var wishing = CopyState.Wishing(unread, read: true, trashed: true, noon, "g");
        var failed = CopyState.GivenUp(wishing, wishing.Wish!, "rejected_by_provider");
        var again = CopyState.Wishing(failed, read: true, trashed: null, noon, "g");

        Assert.AreEqual((false, false, "rejected_by_provider"), (failed.ShownRead, failed.ShownTrashed, failed.Failure));
        Assert.IsTrue(CopyState.Shows(wishing, failed));
        Assert.IsNull(again.Failure);
    }
}
