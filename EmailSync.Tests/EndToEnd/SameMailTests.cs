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
    [DynamicData(nameof(ProviderRows.Each), typeof(ProviderRows))]
    public async Task R26_Two_different_mails_with_one_Message_ID_are_two_messages(Provider provider)
    {
        var desk = await Desk.OpenAsync(world, "one-id", provider, Stop);
        var letter = new Letter(desk.Ben, desk.Ana, "First", "One") { MessageId = "<same@one-id.test>", Date = written };

        await desk.AnasMail.ReceivesAsync(desk.Ana, letter.Bytes(), Stop);
        await desk.AnasMail.ReceivesAsync(desk.Ana, (letter with { Subject = "Second", Text = "Two" }).Bytes(), Stop);
        await DecidedAsync(desk.Location, "ana", 2);

        var shown = await desk.Location.ConversationAsync("ben", Stop);
        CollectionAssert.AreEquivalent(new[] { "First One", "Second Two" }, shown.Select(m => $"{m.Subject} {m.Text?.Trim()}").ToArray());
    }

    [TestMethod]
    [DynamicData(nameof(ProviderRows.Each), typeof(ProviderRows))]
    public async Task R26_Mails_without_a_Message_ID_are_never_merged(Provider provider)
    {
        var desk = await Desk.OpenAsync(world, "no-id", provider, Stop);
        var letter = new Letter(desk.Ben, desk.Ana, "Reminder", "Again") { Date = written };

        await desk.AnasMail.ReceivesAsync(desk.Ana, letter.Bytes(), Stop);
        await desk.AnasMail.ReceivesAsync(desk.Ana, letter.Bytes(), Stop);
        await DecidedAsync(desk.Location, "ana", 2);

        var shown = await desk.Location.ConversationAsync("ben", Stop);
        Assert.HasCount(2, shown);
        Assert.HasCount(2, shown.Select(m => m.Id).Distinct());
    }

    [TestMethod]
    [DynamicData(nameof(ProviderRows.Pairs), typeof(ProviderRows))]
    public async Task R26_One_mail_in_two_mailboxes_of_a_location_is_one_message_with_two_states(Provider one, Provider other)
    {
        var desk = await Desk.OpenAsync(world, "two-boxes", one, other, Stop);
        var finn = $"finn@{desk.Location.Id}.example";
        await world.Mail(other).HasAccountAsync(finn, Stop);
        await desk.Location.HasUserAsync("finn", finn, Stop);
        await desk.Location.ConnectsAsync("finn", finn, Stop, other);

        await desk.BensMail.SendsAsync(desk.Ben, new Letter(desk.Ben, $"{desk.Ana}, {finn}", "To both of you", "Hello"), Stop);
        await DecidedAsync(desk.Location, "ana", 1);
        await DecidedAsync(desk.Location, "finn", 1);

        var shown = (await desk.Location.ConversationAsync("ben", Stop)).Single();
        CollectionAssert.AreEquivalent(new[] { "ana", "finn" }, shown.Mailboxes.Select(m => m.UserId).ToArray());
    }

    [TestMethod]
    [DynamicData(nameof(ProviderRows.Pairs), typeof(ProviderRows))]
    public async Task A_mail_to_two_locations_is_stored_in_each(Provider one, Provider other)
    {
        var here = await Desk.OpenAsync(world, "wall-here", one, other, Stop);
        var there = await Desk.OpenAsync(world, "wall-there", other, one, Stop);
        await there.Location.HasContactAsync("ben-too", here.Ben, Stop, assignedTo: "ana");

        await here.BensMail.SendsAsync(here.Ben, new Letter(here.Ben, $"{here.Ana}, {there.Ana}", "To both", "Hello"), Stop);
        await DecidedAsync(here.Location, "ana", 1);
        await DecidedAsync(there.Location, "ana", 1);

        var inOne = (await here.Location.ConversationAsync("ben", Stop)).Single();
        var inTwo = (await there.Location.ConversationAsync("ben-too", Stop)).Single();
        Assert.AreNotEqual(inOne.Id, inTwo.Id);
        Assert.HasCount(1, inOne.Mailboxes);
        Assert.AreEqual(System.Net.HttpStatusCode.NotFound, (await world.Crm.GetAsync($"{there.Location.Path}/messages/{inOne.Id}", Stop)).Status);
    }

    private Task<IReadOnlyList<CrmDecision>> DecidedAsync(CrmLocation location, string user, int count) => Eventually.SeesAsync(
        () => location.DecisionsAsync(user, Stop, "?outcome=synced"), seen => seen.Count >= count, $"{count} mails have synced", Stop);
}
