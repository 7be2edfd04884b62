using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.EndToEnd;

/// <summary>R25 as people and the CRM see it, over HTTP only.</summary>
[TestClass]
public sealed class UpdateTests
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
    public async Task R25_What_the_person_does_in_the_mailbox_reaches_the_CRM_once_each(Provider provider)
    {
        var (desk, mail, message) = await OpenAsync("r25-in", provider);
        foreach (var (change, expected) in new (object, string)[]
        {
            (new { read = true }, "read"), (new { folder = "trash" }, "read trashed"), (new { folder = "inbox" }, "read"), (new { read = false }, "unread"),
            (new { folder = "trash" }, "unread trashed"), (new { deleted = true }, "unread trashed deleted"),
        })
        {
            await desk.AnasMail.ChangesAsync(desk.Ana, mail, change, Stop);
            await ShowsAsync(desk, message, expected);
        }

        await ToldAsync(desk, message, ["read", "read trashed", "read", "unread", "unread trashed", "unread trashed deleted"]);
        var kept = await desk.Location.MessageAsync(message, Stop);
        Assert.AreEqual("Hello", kept.Text?.Trim());
    }

    [TestMethod]
    [DynamicData(nameof(ProviderRows.Each), typeof(ProviderRows))]
    public async Task R25_What_the_CRM_wants_is_shown_at_once_reaches_the_mailbox_and_does_not_come_back(Provider provider)
    {
        var (desk, mail, message) = await OpenAsync("r25-out", provider);
        foreach (var (read, trashed, expected) in new (bool?, bool?, string)[] { (true, null, "read"), (null, true, "read trashed"), (false, false, "unread") })
        {
            var answer = await desk.Location.WantsAsync(message, "ana", Stop, read, trashed);
            Assert.AreEqual(expected, State(answer.Mailboxes.Single()));
            await Eventually.SeesAsync(
                () => desk.AnasMail.SeesAsync(desk.Ana, "all", Stop),
                seen => seen.Single(m => m.Id == mail) is var m && $"{(m.Read ? "read" : "unread")}{(m.Folder == "trash" ? " trashed" : "")}" == expected,
                $"the mailbox shows {expected}",
                Stop);
            await Eventually.SeesAsync(
                () => desk.Location.MessageAsync(message, Stop), seen => seen.Mailboxes.Single().Pending is null, "nothing is pending", Stop);
        }

        // One more thing that the person does, so that whatever the echoes led to is behind it.
        await desk.AnasMail.ChangesAsync(desk.Ana, mail, new { read = true }, Stop);
        await ShowsAsync(desk, message, "read");

        await ToldAsync(desk, message, ["read", "read trashed", "unread", "read"]);
        Assert.AreEqual("inbox", (await desk.AnasMail.SeesAsync(desk.Ana, "all", Stop)).Single(m => m.Id == mail).Folder);
    }

    [TestMethod]
    public async Task R25_A_wish_for_somebody_without_a_copy_is_refused()
    {
        var (desk, _, message) = await OpenAsync("r25-none", Provider.Gmail);
        using var body = JsonContent.Create(new { userId = "finn", read = true });

        var answer = await world.Crm.CallAsync(HttpMethod.Patch, $"{desk.Location.Path}/messages/{message}", body, Stop);

        Assert.AreEqual((HttpStatusCode.Conflict, "no_mailbox_copy"), (answer.Status, answer.Code));
    }

    private async Task<(Desk Desk, string Mail, string Message)> OpenAsync(string name, Provider provider)
    {
        var desk = await Desk.OpenAsync(world, name, provider, Stop);
        await desk.Location.OpensAsync(Stop, world.Hooks.Address(desk.Location.Id), "whsec_" + Convert.ToBase64String(new byte[32]));
        await desk.BensMail.SendsAsync(desk.Ben, new Letter(desk.Ben, desk.Ana, "Plans", "Hello"), Stop);
        var message = (await desk.Location.ShowsAsync("ben", 1, Stop))[0];
        return (desk, (await desk.AnasMail.SeesAsync(desk.Ana, "inbox", Stop)).Single().Id, message.Id);
    }

    private Task<CrmMessage> ShowsAsync(Desk desk, string message, string expected) => Eventually.SeesAsync(
        () => desk.Location.MessageAsync(message, Stop), seen => State(seen.Mailboxes.Single()) == expected, $"the CRM shows {expected}", Stop);

    /// <summary>Each change is told once; a webhook shows the message as it is when it is delivered, and may come twice.</summary>
    private async Task ToldAsync(Desk desk, string message, IReadOnlyList<string> states)
    {
        var told = await Eventually.SeesAsync(
            async () => Updates(await world.Hooks.ReceivedAsync(desk.Location.Id, Stop), message), seen => seen.Count >= states.Count, "all of it has been told", Stop);

        Assert.HasCount(states.Count, told, string.Join(", ", told));
        Assert.AreEqual(states[^1], told[^1]);
    }

    private static List<string> Updates(IReadOnlyList<CrmHookSeen> hooks, string message) =>
        [.. hooks.DistinctBy(hook => hook.Headers["webhook-id"])
            .Select(hook => JsonDocument.Parse(hook.Body).RootElement)
            .Where(body => body.GetProperty("type").GetString() == "message.updated" && body.GetProperty("data").GetProperty("id").GetString() == message)
            .Select(body => State(body.GetProperty("data").GetProperty("mailboxes").Deserialize<CrmMailboxState[]>(Crm.Json)!.Single()))];

    private static string State(CrmMailboxState state) =>
        (state.Read ? "read" : "unread") + (state.Trashed ? " trashed" : "") + (state.Deleted ? " deleted" : "");
}
