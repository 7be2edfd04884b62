namespace EmailSync.Tests.Simulators;

[TestClass]
public sealed class GraphSearchTests
{
    [TestMethod]
    public async Task A_search_finds_participants_newest_first_and_pages_by_a_token()
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example");
        for (var number = 0; number < 7; number++)
        {
            ana.Receive($"m{number}", "Kim Lee <KIM@client.example>");
            ana.Receive($"other {number}", "bo@client.example");
            world.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        var first = await ana.ReadAsync("messages?$search=\"participants:kim@client.example\"&$top=4&$select=subject");
        var second = await ana.ReadAsync(first["@odata.nextLink"]!.GetValue<string>());
        var byName = await ana.ReadAsync("messages?$search=\"participants:lee OR participants:nobody@client.example\"&$top=50");

        CollectionAssert.AreEqual(new[] { "m6", "m5", "m4", "m3" }, GraphWorld.Texts(first, "subject"));
        CollectionAssert.AreEqual(new[] { "m2", "m1", "m0" }, GraphWorld.Texts(second, "subject"));
        Assert.IsNull(second["@odata.nextLink"]);
        Assert.HasCount(7, GraphWorld.Values(byName));
    }

    [TestMethod]
    [DataRow("$search=\"participants:kim\"&$filter=isRead eq true", "SearchWithFilter")]
    [DataRow("$search=\"participants:kim\"&$orderby=receivedDateTime desc", "SearchWithOrderby")]
    [DataRow("$search=\"participants:kim\"&$skip=1", "SearchWithSkip")]
    [DataRow("$search=participants:kim", "BadRequest")]
    [DataRow("$search=\"kim\"", "BadRequest")]
    [DataRow("$search=\"colour:red\"", "BadRequest")]
    [DataRow("$search=\"participants:kim\"&$skiptoken=5", "BadRequest")]
    [DataRow("$skiptoken=czo1", "BadRequest")]
    public async Task A_search_that_Graph_does_not_take_is_refused(string query, string code)
    {
        await using var world = await GraphWorld.StartAsync();
        var ana = world.User("ana@acme.example");

        var answer = await ana.GetAsync("messages?" + query);

        Assert.AreEqual((400, code), (answer.Status, GraphUser.Code(answer)));
    }
}
