using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Reports;
using EmailSync.Core.Threads;

namespace EmailSync.Tests.Reports;

[TestClass]
public sealed class BounceTests
{
    private static readonly DateTimeOffset at = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly MailAddress carla = new("Carla", "carla@client.example");
    private static readonly MailAddress dan = new(null, "dan@client.example");

    [TestMethod]
    [DataRow(Direction.Outbound, MessageStatus.Sent, null, true)]
    [DataRow(Direction.Outbound, MessageStatus.Queued, null, true, DisplayName = "the report is faster than we are")]
    [DataRow(Direction.Outbound, MessageStatus.Failed, "send_outcome_unknown", true, DisplayName = "it went out after all")]
    [DataRow(Direction.Outbound, MessageStatus.Failed, "paused", false)]
    [DataRow(Direction.Inbound, MessageStatus.Received, null, false)]
    public void R37_Only_mail_that_may_have_left_bounces(Direction direction, MessageStatus status, string? failure, bool bounces)
    {
        var commit = Bounce.Apply(A(direction, status, failure), [Not(carla)]);

        Assert.AreEqual(bounces, commit is not null);
        if (commit is not null)
            Assert.AreEqual((MessageStatus.Bounced, "bounced:5.1.1", CrmEventType.MessageBounced), (commit.Message.Status, commit.Message.Failure, commit.Event!.Value));
    }

    [TestMethod]
    public void R37_A_second_report_changes_nothing_and_another_recipient_is_added_without_a_second_bounce()
    {
        var first = Bounce.Apply(A(Direction.Outbound, MessageStatus.Sent), [Not(carla)])!.Message;

        Assert.IsNull(Bounce.Apply(first, [Not(carla, "5.2.2")]));
        var second = Bounce.Apply(first, [Not(carla, "5.2.2"), Not(dan, "5.4.1")])!;

        Assert.AreEqual(("bounced:5.1.1", CrmEventType.MessageUpdated), (second.Message.Failure, second.Event!.Value));
        CollectionAssert.AreEqual(new[] { Not(carla), Not(dan, "5.4.1") }, second.Message.Undelivered.ToArray());
    }

    [TestMethod]
    public void R37_There_is_nothing_to_report_of_a_mail_that_is_not_there() => Assert.IsNull(Bounce.Apply(null, [Not(carla)]));

    private static UndeliveredRecipient Not(MailAddress who, string status = "5.1.1") => new(who, Bounce.FailureOf(status), at);

    private static SyncedMessage A(Direction direction, MessageStatus status, string? failure = null) => new()
    {
        Id = MessageId.Create(new ConversationKey(new string('c', 24)), at, new string('u', 24)),
        Location = new LocationId("north"),
        Contact = new ContactId("carla"),
        Thread = new ThreadId("t"),
        Direction = direction,
        Origin = MessageOrigin.Crm,
        Status = status,
        Failure = failure,
        To = [carla],
        Cc = [dan],
        SentAt = at,
    };
}
