using EmailSync.Core.Conversations;

namespace EmailSync.Tests.Conversations;

[TestClass]
public sealed class MessagePlaceTests
{
    [TestMethod]
    [DataRow(null, 0, 0, DisplayName = "It answers nothing that is known")]
    [DataRow(null, 2, 2, DisplayName = "Room for two that may be found yet")]
    [DataRow(-1, 0, 0, DisplayName = "What it answers is older")]
    [DataRow(0, 0, 1, DisplayName = "Both are of one moment")]
    [DataRow(0, 2, 3, DisplayName = "Both are of one moment, and two between them may be found yet")]
    [DataRow(999, 0, 1000, DisplayName = "Ours, in the second that the provider cut")]
    [DataRow(1000, 0, 0, DisplayName = "A second later: then the clocks differ, and the provider's time counts")]
    [DataRow(null, 5000, 100, DisplayName = "A chain that somebody made up")]
    public void A_message_stands_where_its_time_says_and_behind_what_it_answers(int? ancestor, int missing, int expected)
    {
        var receivedAt = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

        var place = MessagePlace.Of(receivedAt, ancestor is { } at ? receivedAt.AddMilliseconds(at) : null, missing);

        Assert.AreEqual(receivedAt.AddMilliseconds(expected), place);
        Assert.AreEqual(place, MessageId.Create(new ConversationKey(new string('c', ConversationKey.Length)), place, new string('u', 24)).At);
    }
}
