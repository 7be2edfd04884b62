using EmailSync.Core.Sync;

namespace EmailSync.Tests.Sync;

[TestClass]
public sealed class LanesTests
{
    [TestMethod]
    public void Messages_of_one_provider_thread_stay_in_one_lane_and_in_their_order()
    {
        var messages = Enumerable.Range(0, 90).Select(i => new MessageRef($"m{i:D2}", $"t{i % 7}")).ToList();

        var lanes = Lanes.Of(messages);

        foreach (var thread in messages.GroupBy(m => m.Thread))
        {
            var lane = lanes.Single(l => l.Any(m => m.Thread == thread.Key));
            CollectionAssert.AreEqual(thread.ToList(), lane.Where(m => m.Thread == thread.Key).ToList());
        }
        Assert.AreEqual(90, lanes.Sum(l => l.Count));
    }

    [TestMethod]
    [DataRow(0, 0)]
    [DataRow(1, 1)]
    [DataRow(5, 1)]
    [DataRow(6, 2)]
    [DataRow(100, 4)]
    public void A_few_messages_are_worth_one_lane_and_many_no_more_than_four(int messages, int lanes) =>
        Assert.AreEqual(lanes, Lanes.Of([.. Enumerable.Range(0, messages).Select(i => new MessageRef($"m{i}", null))]).Count);
}
