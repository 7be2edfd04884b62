using System.Net;
using System.Text.Json;
using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.EndToEnd;

/// <summary>The conversations of a location, as the CRM shows them.</summary>
[TestClass]
public sealed class ConversationListTests
{
    private static EndToEndWorld world = null!;

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => world = await EndToEndWorld.StartAsync(context.CancellationToken);

    [ClassCleanup]
    public static async Task EndAsync() => await world.DisposeAsync();

    [TestMethod]
    [DynamicData(nameof(ProviderRows.Each), typeof(ProviderRows))]
    public async Task Conversations_come_with_their_newest_message_and_in_pages(Provider provider)
    {
        var desk = await Desk.OpenAsync(world, "listed", provider, Stop);
        await desk.BensMail.HasAccountAsync($"carl@listed-{provider.Word()}.test", Stop);
        await desk.Location.HasContactAsync("carl", $"carl@listed-{provider.Word()}.test", Stop, assignedTo: "carol");
        Assert.AreEqual(0, (await ListAsync(desk, "")).GetProperty("items").GetArrayLength());
        await desk.BensMail.SendsAsync(desk.Ben, new Letter(desk.Ben, desk.Ana, "Plans", "Hello Ana,\n\n  shall we  meet?"), Stop);
        var plans = (await desk.Location.ShowsAsync("ben", 1, Stop)).Single();
        var offer = await desk.Location.SendsAsync(new CrmMail("ana", "carl", "Offer", Text: "See below."), "offer", Stop);
        await desk.Location.FinishesAsync(offer, Stop);

        var first = await ListAsync(desk, "?limit=1");
        var second = await ListAsync(desk, $"?limit=1&cursor={first.GetProperty("nextCursor").GetString()}");
        var assigned = await ListAsync(desk, "?assignedTo=ana");

        Assert.AreEqual(("carl", "carl", "carol", offer, "Offer", "outbound", "sent", "See below.", false, 1), Describe(first));
        Assert.AreEqual(("ben", "ben", "ana", plans.Id, "Plans", "inbound", "received", "Hello Ana, shall we meet?", true, 1), Describe(second));
        Assert.IsFalse(second.TryGetProperty("nextCursor", out _));
        Assert.AreEqual("ben", assigned.GetProperty("items")[0].GetProperty("contactId").GetString());
        Assert.AreEqual(1, assigned.GetProperty("items").GetArrayLength());

        await desk.Location.WantsAsync(plans.Id, "ana", Stop, read: true);
        Assert.IsFalse((await ListAsync(desk, "?assignedTo=ana")).GetProperty("items")[0].GetProperty("lastMessage").GetProperty("unread").GetBoolean());

        (await world.Crm.CallAsync(HttpMethod.Delete, $"{desk.Location.Path}/contacts/carl", null, Stop)).Expect(HttpStatusCode.NoContent);
        var left = await ListAsync(desk, "");
        Assert.AreEqual(1, left.GetProperty("items").GetArrayLength());
        Assert.AreEqual("ben", left.GetProperty("items")[0].GetProperty("contactId").GetString());
    }

    private async Task<JsonElement> ListAsync(Desk desk, string query) =>
        (await world.Crm.GetAsync($"{desk.Location.Path}/conversations{query}", Stop)).Expect(HttpStatusCode.OK).Json;

    private static (string?, string?, string?, string?, string?, string?, string?, string?, bool, int) Describe(JsonElement page)
    {
        var item = page.GetProperty("items")[0];
        var last = item.GetProperty("lastMessage");
        return (
            item.GetProperty("contactId").GetString(), item.GetProperty("name").GetString(), item.GetProperty("assignedTo").GetString(), last.GetProperty("id").GetString(),
            last.GetProperty("subject").GetString(), last.GetProperty("direction").GetString(), last.GetProperty("status").GetString(), last.GetProperty("snippet").GetString(),
            last.GetProperty("unread").GetBoolean(), item.GetProperty("messages").GetInt32());
    }
}
