namespace EmailSync.Tests.Pipeline;

[TestClass]
public sealed class MarksTests
{
    [TestMethod]
    [DataRow("EsDirectory 0g2m contact id=carla", true)]
    [DataRow("""{"contact":"Carla","name":""}""", true)]
    [DataRow("blob north/carla/raw", true)]
    [DataRow("address=carla@buyer.example", true)]
    [DataRow("carla", true)]
    [DataRow("EsDue 0g2mcarla7kq18ut3vbn2m1d contact", false)]
    [DataRow("token=v1.1.aGcarlaX_-y", false)]
    [DataRow("scarlatti carlacarla carla", true)]
    [DataRow("scarlatti carlacarla", false)]
    public void A_word_is_seen_where_it_stands_by_itself(string line, bool seen) => Assert.AreEqual(seen, Marks.Has(line, ["nina", "carla"]));

    [TestMethod]
    [DataRow("eva@", "from=eva@client.example", true)]
    [DataRow("eva@", "from=neva@client.example", false)]
    [DataRow("0g2m1r7kq18ut3vbn2m1d9h0", "key=c0g2m1r7kq18ut3vbn2m1d9h0x", true)]
    public void A_mark_may_end_within_an_address_and_a_hash_may_stand_anywhere(string mark, string line, bool seen) =>
        Assert.AreEqual(seen, Marks.Has(line, [mark]));
}
