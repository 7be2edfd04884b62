using EmailSync.Core.Crm;
using EmailSync.Core.Crm.Webhooks;
using EmailSync.Core.Directory;

namespace EmailSync.Tests.Webhooks;

[TestClass]
public sealed class DeliveryLanesTests
{
    private static readonly LocationId north = new("north");
    private static readonly LocationId south = new("south");
    private static readonly DateTimeOffset marker = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private readonly DeliveryLanes lanes = new();

    [TestMethod]
    public void A_location_has_so_many_lanes_and_who_finds_none_is_taken_along_in_order()
    {
        for (var i = 0; i < DeliveryLanes.MaxLanes; i++)
            Assert.IsTrue(Enters(north, i, out _));

        Assert.IsFalse(Enters(north, 10, out var waits));
        Assert.IsFalse(Enters(north, 11, out _));
        Assert.IsFalse(Enters(north, 10, out var waitsTwice));
        Assert.IsTrue(Enters(south, 0, out _));

        Assert.AreEqual((true, false), (waits, waitsTwice));
        Assert.AreEqual((Stream(10), marker), lanes.Next(north, Stream(0), goOn: true));
        Assert.AreEqual((Stream(11), marker), lanes.Next(north, Stream(10), goOn: true));
        Assert.IsNull(lanes.Next(north, Stream(11), goOn: true));
    }

    [TestMethod]
    public void A_stream_is_delivered_by_one_at_a_time_and_looked_at_again_when_somebody_came_meanwhile()
    {
        Enters(north, 1, out _);

        Assert.IsFalse(Enters(north, 1, out var waits));

        Assert.IsFalse(waits);
        Assert.AreEqual((Stream(1), null), lanes.Next(north, Stream(1), goOn: true));
        Assert.IsNull(lanes.Next(north, Stream(1), goOn: true));
        Assert.IsTrue(Enters(north, 1, out _));
    }

    [TestMethod]
    public void A_slow_target_gets_one_lane_until_it_is_quick_again()
    {
        Enters(north, 1, out _);
        lanes.Note(north, TimeSpan.FromSeconds(6));

        Assert.IsFalse(Enters(north, 2, out _));
        lanes.Note(north, TimeSpan.FromSeconds(1));
        Assert.IsTrue(Enters(north, 3, out _));

        Assert.AreEqual((Stream(2), marker), lanes.Next(north, Stream(1), goOn: true));
    }

    [TestMethod]
    public void Who_has_no_more_time_takes_nobody_along_and_the_next_one_does()
    {
        for (var i = 0; i < DeliveryLanes.MaxLanes; i++)
            Enters(north, i, out _);
        Enters(north, 10, out _);

        Assert.IsNull(lanes.Next(north, Stream(0), goOn: false));
        Assert.IsTrue(Enters(north, 12, out _));
        Assert.AreEqual((Stream(10), marker), lanes.Next(north, Stream(12), goOn: true));
    }

    [TestMethod]
    public void Who_waited_and_came_again_by_itself_is_not_taken_along_as_well()
    {
        for (var i = 0; i < DeliveryLanes.MaxLanes; i++)
            Enters(north, i, out _);
        Enters(north, 10, out _);
        lanes.Next(north, Stream(0), goOn: false);

        Assert.IsTrue(Enters(north, 10, out _));

        Assert.IsNull(lanes.Next(north, Stream(1), goOn: true));
    }

    private bool Enters(LocationId location, int stream, out bool waits) => lanes.TryEnter(location, Stream(stream), marker, out waits);

    private static EventStream Stream(int number) => new($"stream{number}");
}
