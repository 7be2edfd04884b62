using EmailSync.Core.Conversations;

namespace EmailSync.Tests.Conversations;

[TestClass]
public sealed class MessageIdTests
{
    private static readonly ConversationKey conversation = new(new string('c', ConversationKey.Length));
    private static readonly DateTimeOffset at = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    [TestMethod]
    public void Newer_messages_of_a_conversation_sort_first()
    {
        var older = MessageId.Create(conversation, at, new string('z', 24));
        var newer = MessageId.Create(conversation, at.AddMilliseconds(1), new string('0', 24));

        Assert.IsLessThan(0, string.CompareOrdinal(newer.SortKey, older.SortKey));
    }

    [TestMethod]
    public void An_id_names_its_conversation_and_survives_its_text()
    {
        var id = MessageId.Create(conversation, at, new string('u', 24));

        Assert.IsTrue(MessageId.TryParse(id.Value, out var parsed));
        Assert.AreEqual(id, parsed);
        Assert.AreEqual(conversation, parsed.Conversation);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow(null)]
    [DataRow("short")]
    [DataRow("cccccccccccccccccccccccc/../../../../../../../../")]
    public void Anything_else_is_no_id(string? text) => Assert.IsFalse(MessageId.TryParse(text, out _));
}
