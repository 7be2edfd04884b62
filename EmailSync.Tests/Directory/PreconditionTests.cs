using EmailSync.Core.Directory;

namespace EmailSync.Tests.Addresses;

[TestClass]
public sealed class PreconditionTests
{
    private static readonly string tag = EntityTag.Of("1");
    private static readonly string stale = EntityTag.Of("0");

    [TestMethod]
    public void A_tag_is_strong_the_same_for_the_same_version_and_shows_nothing_of_it()
    {
        const string version = "W/\"datetime'2026-03-02T12%3A00%3A00.0000000Z'\"";

        Assert.AreEqual(EntityTag.Of(version), EntityTag.Of(version));
        StringAssert.Matches(EntityTag.Of(version), new System.Text.RegularExpressions.Regex("^\"[0-9a-f]{32}\"$"));
        Assert.AreNotEqual(tag, stale);
    }

    [TestMethod]
    public void What_is_demanded_is_looked_up_among_all_tags_and_a_star_is_whatever_stands()
    {
        Assert.IsTrue(Precondition.None.Holds(null) && Precondition.None.Holds("1"));
        Assert.IsTrue(new Precondition([stale, tag], null).Holds("1"));
        Assert.IsFalse(new Precondition([stale], null).Holds("1"));
        Assert.IsFalse(new Precondition([], null).Holds("1"));
        Assert.IsFalse(new Precondition([tag], null).Holds(null));
        Assert.IsTrue(new Precondition(["*"], null).Holds("1"));
        Assert.IsFalse(new Precondition(["*"], null).Holds(null));
        Assert.IsTrue(new Precondition(null, ["*"]).Holds(null));
        Assert.IsFalse(new Precondition(null, ["*"]).Holds("1"));
        Assert.IsTrue(new Precondition(null, [stale]).Holds("1"));
        Assert.IsFalse(new Precondition([tag], [tag]).Holds("1"));
    }
}
