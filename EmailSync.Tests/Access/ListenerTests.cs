using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;

namespace EmailSync.Tests.Access;

[TestClass]
public sealed class ListenerTests
{
    private static readonly EventStream talk = EventStream.Of(new ConversationKey(new string('a', 24)));
    private static readonly EventStream otherTalk = EventStream.Of(new ConversationKey(new string('b', 24)));
    private static readonly EventStream anas = EventStream.OfConnection(new string('c', 24));
    private static readonly EventStream zoes = EventStream.OfConnection(new string('d', 24));

    [TestMethod]
    public void R3_Whoever_acts_as_a_user_hears_conversations_and_of_no_other_users_mailbox()
    {
        Assert.AreEqual("True True True True", Heard(new Listener(null, null)));
        Assert.AreEqual("True True True False", Heard(new Listener(null, anas)));
        Assert.AreEqual("True False False False", Heard(new Listener(talk, null)));
        Assert.AreEqual("True False False False", Heard(new Listener(talk, anas)));
    }

    private static string Heard(Listener listener) =>
        string.Join(' ', listener.Hears(talk), listener.Hears(otherTalk), listener.Hears(anas), listener.Hears(zoes));
}
