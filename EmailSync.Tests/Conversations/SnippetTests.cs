using EmailSync.Core.Conversations;

namespace EmailSync.Tests.Conversations;

[TestClass]
public sealed class SnippetTests
{
    [TestMethod]
    [DataRow("", "")]
    [DataRow(" \r\n\t ", "")]
    [DataRow("  Hello\r\n\r\n  Carla,\u00a0see\tbelow. ", "Hello Carla, see below.")]
    [DataRow("a\u0000b", "a b")]
    public void A_snippet_is_one_line(string text, string expected) => Assert.AreEqual(expected, Snippet.Of(text));

    [TestMethod]
    public void A_long_text_ends_where_there_is_room_for_no_more_and_no_character_is_cut()
    {
        Assert.AreEqual(new string('x', Snippet.MaxLength), Snippet.Of(new string('x', Snippet.MaxLength)));
        Assert.AreEqual(new string('x', Snippet.MaxLength) + "…", Snippet.Of(new string('x', Snippet.MaxLength + 1)));
        Assert.AreEqual(new string('x', Snippet.MaxLength - 1) + "…", Snippet.Of(new string('x', Snippet.MaxLength - 1) + "😀"));
    }
}
