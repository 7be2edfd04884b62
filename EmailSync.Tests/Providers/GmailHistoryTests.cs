using EmailSync.Core.Providers;
using EmailSync.Core.Providers.Gmail;
using Google.Apis.Gmail.v1.Data;

namespace EmailSync.Tests.Providers;

[TestClass]
public sealed class GmailHistoryTests
{
    [TestMethod]
    [DataRow("added a", "a:Appeared")]
    [DataRow("deleted a", "a:Gone")]
    [DataRow("added a;deleted a", "a:Gone")]
    [DataRow("deleted a;added a", "a:Gone")]
    [DataRow("added a;+UNREAD a", "a:Appeared")]
    [DataRow("-UNREAD a;added a", "a:Appeared")]
    [DataRow("-UNREAD a", "a:StateChanged")]
    [DataRow("+TRASH a", "a:StateChanged")]
    [DataRow("+SPAM a", "a:StateChanged")]
    [DataRow("-INBOX a", "a:StateChanged")]
    [DataRow("-SPAM a", "a:Appeared")]
    [DataRow("-TRASH a", "a:Appeared")]
    [DataRow("-DRAFT a", "a:Appeared")]
    [DataRow("+INBOX a", "a:Appeared")]
    [DataRow("+SENT a", "a:Appeared")]
    [DataRow("+STARRED a", "")]
    [DataRow("-Label_7 a", "")]
    [DataRow("+ a", "a:StateChanged")]
    [DataRow("added a;added b;-UNREAD a", "a:Appeared b:Appeared")]
    [DataRow("-UNREAD b;added a;added b", "b:Appeared a:Appeared")]
    [DataRow("added d1;deleted d1;added d2", "d1:Gone d2:Appeared")]
    public void A_page_folds_to_one_change_per_message_in_the_order_of_first_mention(string events, string expected)
    {
        var records = events.Split(';').Select(Record).ToList();

        var changes = GmailHistory.Fold(records);

        Assert.AreEqual(expected, string.Join(' ', changes.Select(change => $"{change.Id}:{change.Kind}")));
    }

    [TestMethod]
    [DataRow("-UNREAD a", "read")]
    [DataRow("+UNREAD a", "unread")]
    [DataRow("-UNREAD a;+UNREAD a", "unread")]
    [DataRow("+TRASH a", "trashed")]
    [DataRow("+TRASH a;-INBOX a", "trashed")]
    [DataRow("-TRASH a;-UNREAD a", "read not-trashed")]
    [DataRow("+TRASH a;-TRASH a", "not-trashed")]
    [DataRow("-TRASH a;+SPAM a", "not-trashed")]
    [DataRow("+SPAM a", "nothing")]
    [DataRow("-INBOX a", "nothing")]
    [DataRow("+ a", "open")]
    [DataRow("+ a;-UNREAD a", "open")]
    [DataRow("-UNREAD a;deleted a", "gone")]
    [DataRow("deleted a;-UNREAD a", "gone")]
    public void R25_A_page_says_of_state_what_its_last_records_say(string events, string expected)
    {
        var news = GmailHistory.Fold(events.Split(';').Select(Record)).Single().News;

        Assert.AreEqual(expected, news switch
        {
            null => "nothing",
            { IsGone: true } => "gone",
            { IsOpen: true } => "open",
            _ => $"{Word(news.Read, "read", "unread")} {Word(news.Trashed, "trashed", "not-trashed")}".Trim(),
        });

        static string Word(bool? value, string yes, string no) => value switch { true => yes, false => no, null => "" };
    }

    [TestMethod]
    public void A_page_without_history_has_no_changes()
    {
        var changes = GmailHistory.Fold(null);

        Assert.IsEmpty(changes);
    }

    [TestMethod]
    public void Records_without_a_message_are_passed_over()
    {
        var record = new History { MessagesAdded = [new HistoryMessageAdded(), new HistoryMessageAdded { Message = new Message { Id = "a" } }] };

        var changes = GmailHistory.Fold([record]);

        Assert.HasCount(1, changes);
        Assert.IsNull(changes[0].Thread);
    }

    [TestMethod]
    public void The_position_goes_on_after_the_last_page_with_the_top_history_id_and_never_back()
    {
        var start = GmailPosition.Read(new FeedCursor("history", "h:100"))!.Value;

        var middle = start.After("token:with:colons", 180);
        var end = GmailPosition.Read(middle.ToCursor())!.Value.After(null, 200);
        var backwards = start.After("", 50);
        var silent = start.After(null, null);

        Assert.AreEqual("h:100:token:with:colons", middle.ToCursor().Position);
        Assert.AreEqual("h:200", end.ToCursor().Position);
        Assert.AreEqual("h:100", backwards.ToCursor().Position);
        Assert.AreEqual("h:100", silent.ToCursor().Position);
    }

    [TestMethod]
    [DataRow("history", "")]
    [DataRow("history", "h:")]
    [DataRow("history", "h:-1")]
    [DataRow("history", "h:12x")]
    [DataRow("history", "100")]
    [DataRow("inbox", "h:100")]
    public void A_position_that_is_not_ours_is_not_read(string feed, string position)
    {
        Assert.IsNull(GmailPosition.Read(new FeedCursor(feed, position)));
    }

    private static History Record(string text)
    {
        var (verb, id) = (text.Split(' ')[0], text.Split(' ')[1]);
        var message = new Message { Id = id, ThreadId = "t" + id };
        return verb switch
        {
            "added" => new History { MessagesAdded = [new HistoryMessageAdded { Message = message }] },
            "deleted" => new History { MessagesDeleted = [new HistoryMessageDeleted { Message = message }] },
            "+" => new History { LabelsAdded = [new HistoryLabelAdded { Message = message }] },
            ['+', .. var label] => new History { LabelsAdded = [new HistoryLabelAdded { Message = message, LabelIds = [label] }] },
            _ => new History { LabelsRemoved = [new HistoryLabelRemoved { Message = message, LabelIds = [verb[1..]] }] },
        };
    }
}
