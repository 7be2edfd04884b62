using EmailSync.Core.Directory;
using EmailSync.Core.Sync;

namespace EmailSync.Tests.Sync;

[TestClass]
public sealed class FillInPlanTests
{
    private static readonly LocationId here = new("here");
    private static readonly ContactId carla = new("carla");
    private static readonly UserId ana = new("ana");
    private static readonly UserId ben = new("ben");

    [TestMethod]
    [DataRow("", "", "a@x.test", "", "a@x.test for all", DisplayName = "a new contact")]
    [DataRow("", "", "a@x.test", "ana", "a@x.test for all", DisplayName = "a new contact that is assigned")]
    [DataRow("", "", "", "ana", "nothing", DisplayName = "a new contact without an address")]
    [DataRow("a@x.test", "", "a@x.test", "", "nothing", DisplayName = "no change")]
    [DataRow("a@x.test", "", "A@X.test", "", "nothing", DisplayName = "another spelling")]
    [DataRow("a@x.test", "", "a@x.test b@x.test", "", "b@x.test for all", DisplayName = "one more address")]
    [DataRow("a@x.test b@x.test", "", "a@x.test", "", "nothing", DisplayName = "one address less")]
    [DataRow("a@x.test", "", "a@x.test", "ana", "a@x.test for ana", DisplayName = "assigned")]
    [DataRow("a@x.test", "ana", "a@x.test", "ben", "a@x.test for ben", DisplayName = "assigned to somebody else")]
    [DataRow("a@x.test", "ana", "a@x.test", "", "nothing", DisplayName = "not assigned any more")]
    [DataRow("a@x.test", "ana", "a@x.test b@x.test", "ben", "a@x.test b@x.test for all", DisplayName = "an address and an assignment")]
    public void B4_What_a_change_of_a_contact_calls_for(string before, string assignedBefore, string after, string assignedAfter, string expected)
    {
        var known = before.Length == 0 ? null : new Contact(here, carla, "Carla", before.Split(' '), User(assignedBefore), DateTimeOffset.UnixEpoch);

        var intent = FillInPlan.For(here, carla, known, after.Split(' ', StringSplitOptions.RemoveEmptyEntries), User(assignedAfter));

        Assert.AreEqual(expected, intent is null ? "nothing" : $"{string.Join(' ', intent.Addresses)} for {intent.Only?.Value ?? "all"}");
    }

    [TestMethod]
    public void B4_What_is_still_owed_and_what_is_new_are_done_together()
    {
        var owed = new FillInIntent(here, carla, ["a@x.test"], ana);

        Assert.AreEqual(owed, FillInIntent.Join(owed, null));
        Assert.AreEqual(owed, FillInIntent.Join(null, owed));
        Assert.IsNull(FillInIntent.Join(null, null));
        Assert.AreEqual(ana, FillInIntent.Join(owed, owed with { Addresses = ["b@x.test"] })!.Only);
        var both = FillInIntent.Join(owed, new FillInIntent(here, carla, ["a@x.test", "b@x.test"], ben))!;
        Assert.IsNull(both.Only);
        CollectionAssert.AreEqual(new[] { "a@x.test", "b@x.test" }, both.Addresses.ToArray());
    }

    private static UserId? User(string id) => id.Length == 0 ? null : new UserId(id);
}
