using EmailSync.Core.Conversations;
using EmailSync.Core.Suppressions;

namespace EmailSync.Tests.Suppressions;

[TestClass]
public sealed class SuppressionTests
{
    private static readonly DateTimeOffset at = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [TestMethod]
    [DataRow(MessageKind.Individual, false)]
    [DataRow(MessageKind.Bulk, true)]
    [DataRow(MessageKind.Workflow, true)]
    public void What_goes_to_many_is_held_back_for_every_reason_and_what_a_person_writes_for_none(MessageKind kind, bool blocked)
    {
        foreach (var reason in Enum.GetValues<SuppressionReason>())
            Assert.AreEqual(blocked, Suppression.Blocks(kind, reason), reason.ToString());
    }

    [TestMethod]
    [DataRow(SuppressionReason.HardBounce, SuppressionReason.Unsubscribed, SuppressionReason.Unsubscribed)]
    [DataRow(SuppressionReason.Manual, SuppressionReason.HardBounce, SuppressionReason.Manual)]
    [DataRow(SuppressionReason.Unsubscribed, SuppressionReason.Complained, SuppressionReason.Complained)]
    [DataRow(SuppressionReason.Complained, SuppressionReason.Manual, SuppressionReason.Complained)]
    [DataRow(SuppressionReason.Unsubscribed, SuppressionReason.Unsubscribed, SuppressionReason.Unsubscribed)]
    public void The_weightier_reason_stands_with_its_time_and_of_equal_ones_the_first(SuppressionReason first, SuppressionReason second, SuppressionReason stands)
    {
        var joined = Suppression.Joined(new Suppression("id", null, first, at, null), new Suppression("id", "carla@client.example", second, at.AddDays(1), null));

        Assert.AreEqual(stands, joined.Reason);
        Assert.AreEqual(stands == first ? at : at.AddDays(1), joined.Since);
        Assert.AreEqual("carla@client.example", joined.Email);
    }
}
