using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.EndToEnd;

[TestClass]
public sealed class SameMailTests
{
    private static readonly DateTimeOffset written = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static EndToEndWorld world = null!;

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => world = await EndToEndWorld.StartAsync(context.CancellationToken);

    [ClassCleanup]
    public static async Task EndAsync() => await world.DisposeAsync();

    [TestMethod]
    public async Task R26_Two_different_mails_with_one_Message_ID_are_two_messages()
    {
        var desk = await Desk.OpenAsync(world, "one-id", Stop);
        var letter = new Letter(desk.Ben, desk.Ana, "First", "One") { MessageId = "<same@one-id.test>", Date = written };

        await world.Gmail.ReceivesAsync(desk.Ana, letter.Bytes(), Stop);
        await world.Gmail.ReceivesAsync(desk.Ana, (letter with { Subject = "Second", Text = "Two" }).Bytes(), Stop);
        await DecidedAsync(desk.Location, "ana", 2);

        var shown = await desk.Location.ConversationAsync("ben", Stop);
        CollectionAssert.AreEquivalent(new[] { "First One", "Second Two" }, shown.Select(m => $"{m.Subject} {m.Text?.Trim()}").ToArray());
    }

    [TestMethod]
    public async Task R26_Mails_without_a_Message_ID_are_never_merged()
    {
        var desk = await Desk.OpenAsync(world, "no-id", Stop);
        var letter = new Letter(desk.Ben, desk.Ana, "Reminder", "Again") { Date = written };

        await world.Gmail.ReceivesAsync(desk.Ana, letter.Bytes(), Stop);
        await world.Gmail.ReceivesAsync(desk.Ana, letter.Bytes(), Stop);
        await DecidedAsync(desk.Location, "ana", 2);

        var shown = await desk.Location.ConversationAsync("ben", Stop);
        Assert.HasCount(2, shown);
        Assert.HasCount(2, shown.Select(m => m.Id).Distinct());
    }

    [TestMethod]
    public async Task R26_One_mail_in_two_mailboxes_of_a_location_is_one_message_with_two_states()
    {
        var desk = await Desk.OpenAsync(world, "two-boxes", Stop);
        const string finn = "finn@two-boxes.example";
        await world.Gmail.HasAccountAsync(finn, Stop);
        await desk.Location.HasUserAsync("finn", finn, Stop);
        await desk.Location.ConnectsAsync("finn", finn, Stop);

        await world.Gmail.SendsAsync(desk.Ben, new Letter(desk.Ben, $"{desk.Ana}, {finn}", "To both of you", "Hello"), Stop);
        await DecidedAsync(desk.Location, "ana", 1);
        await DecidedAsync(desk.Location, "finn", 1);

        var shown = (await desk.Location.ConversationAsync("ben", Stop)).Single();
        CollectionAssert.AreEquivalent(new[] { "ana", "finn" }, shown.Mailboxes.Select(m => m.UserId).ToArray());
    }

    [TestMethod]
    public async Task A_mail_to_two_locations_is_stored_in_each()
    {
        var one = await Desk.OpenAsync(world, "wall-one", Stop);
        var two = await Desk.OpenAsync(world, "wall-two", Stop);
        await two.Location.HasContactAsync("ben-too", one.Ben, Stop, assignedTo: "ana");

        await world.Gmail.SendsAsync(one.Ben, new Letter(one.Ben, $"{one.Ana}, {two.Ana}", "To both", "Hello"), Stop);
        await DecidedAsync(one.Location, "ana", 1);
        await DecidedAsync(two.Location, "ana", 1);

        var inOne = (await one.Location.ConversationAsync("ben", Stop)).Single();
        var inTwo = (await two.Location.ConversationAsync("ben-too", Stop)).Single();
        Assert.AreNotEqual(inOne.Id, inTwo.Id);
        Assert.HasCount(1, inOne.Mailboxes);
        Assert.AreEqual(System.Net.HttpStatusCode.NotFound, (await world.Crm.GetAsync($"{two.Location.Path}/messages/{inOne.Id}", Stop)).Status);
    }

    private Task<IReadOnlyList<CrmDecision>> DecidedAsync(CrmLocation location, string user, int count) => Eventually.SeesAsync(
        () => location.DecisionsAsync(user, Stop, "?outcome=synced"), seen => seen.Count >= count, $"{count} mails have synced", Stop);
}
