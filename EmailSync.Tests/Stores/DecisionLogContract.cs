using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Providers;
using EmailSync.Core.Storage;
using EmailSync.Core.Sync;
using EmailSync.Tests.Storage;
using Microsoft.Extensions.Time.Testing;

namespace EmailSync.Tests.Stores;

/// <summary>B1: how long the decision log is kept, and what may be asked of it, on every backend.</summary>
public abstract class DecisionLogContract
{
    private static readonly LocationId here = new("here");
    private static readonly MailboxId mailbox = new("mailbox1");
    private static readonly DateTimeOffset noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly TableKeys keys = new(new KeyHasher([.. Enumerable.Range(1, 32).Select(i => (byte)i)]));

    private protected abstract Task<ITables> TablesAsync();

    private static CancellationToken None => CancellationToken.None;

    [TestMethod]
    public async Task B1_Lines_are_kept_for_ninety_days_and_then_purged_however_long_nobody_came_to_it()
    {
        var (tables, clock) = (await TablesAsync(), new FakeTimeProvider(noon));
        var (store, purge) = (new DecisionStore(tables, keys, clock), new DecisionPurge(tables, keys, clock));
        await purge.RunAsync(here, mailbox, None);
        for (var day = 0; day < 40; day++)
        {
            await store.SaveAsync(mailbox, [Line($"m{day}", clock.GetUtcNow())], None);
            clock.Advance(TimeSpan.FromDays(1));
        }
        await store.SaveAsync(mailbox, [.. Enumerable.Range(0, 230).Select(i => Line($"n{i}", clock.GetUtcNow().AddSeconds(-i)))], None);

        clock.Advance(TimeSpan.FromDays(50));
        await purge.RunAsync(here, mailbox, None);
        var atNinety = await EverythingAsync(store);
        clock.Advance(TimeSpan.FromDays(20));
        await purge.RunAsync(here, mailbox, None);
        await purge.RunAsync(here, mailbox, None);
        var later = await EverythingAsync(store);
        clock.Advance(TimeSpan.FromDays(400));
        await purge.RunAsync(here, mailbox, None);
        var atLast = await EverythingAsync(store);

        Assert.HasCount(270, atNinety);
        CollectionAssert.AreEqual(
            Enumerable.Range(20, 20).Select(d => $"m{d}").ToArray(),
            later.Select(l => l.ProviderMessage.Value).Where(m => m[0] == 'm').OrderBy(m => int.Parse(m[1..], null)).ToArray());
        Assert.IsEmpty(atLast);
    }

    [TestMethod]
    public async Task B1_A_cursor_of_a_far_future_reads_no_more_days_than_there_are()
    {
        var tables = new Pipeline.CountedTables(await TablesAsync());
        var store = new DecisionStore(tables, keys, new FakeTimeProvider(noon));
        await store.SaveAsync(mailbox, [Line("m", noon)], None);
        tables.Reset();
        const string Forged = "0000000000000000001-000000000000000000000000";
        Assert.IsTrue(DecisionStore.IsKey(Forged));

        var lines = await store.ListAsync(here, mailbox, noon.AddDays(-7), noon.AddDays(1), Forged, None).ToListAsync();

        Assert.HasCount(1, lines);
        Assert.IsLessThan(20, tables.Counts.Reads);
    }

    [TestMethod]
    public async Task B1_A_message_older_than_the_log_leaves_no_line_that_nobody_would_purge()
    {
        var store = new DecisionStore(await TablesAsync(), keys, new FakeTimeProvider(noon));

        await store.SaveAsync(mailbox, [Line("old", noon.AddDays(-92)), Line("edge", noon.AddDays(-90)), Line("new", noon)], None);

        CollectionAssert.AreEqual(
            new[] { "new", "edge" }, (await EverythingAsync(store)).Select(l => l.ProviderMessage.Value).ToArray());
    }

    [TestMethod]
    public async Task B1_One_message_is_found_by_its_id_with_or_without_its_time()
    {
        var store = new DecisionStore(await TablesAsync(), keys, new FakeTimeProvider(noon));
        await store.SaveAsync(mailbox, [.. Enumerable.Range(0, 60).Select(i => Line($"m{i}", noon.AddDays(-i)))], None);

        async Task<string?> FindAsync(string id, DateTimeOffset? at, int days) => (await store.FindAsync(
            here, mailbox, new ProviderMessageId(id), at, noon.AddDays(-days), noon.AddDays(1), None))?.ProviderMessage.Value;

        Assert.AreEqual("m40", await FindAsync("m40", noon.AddDays(-40), 90));
        Assert.AreEqual("m40", await FindAsync("m40", null, 90));
        Assert.AreEqual("m40", await FindAsync("m40", noon, 90), "a time that is wrong is not the end");
        Assert.IsNull(await FindAsync("m40", noon.AddDays(-40), 7));
        Assert.IsNull(await FindAsync("m40", null, 7));
        Assert.IsNull(await FindAsync("nobody", null, 90));
    }

    [TestMethod]
    public async Task B1_A_line_holds_at_most_twenty_addresses_none_of_them_readable_and_is_small()
    {
        var store = new DecisionStore(await TablesAsync(), keys, new FakeTimeProvider(noon));
        var few = new Envelope { From = [new(null, "Carla@Client.example")], To = [new(null, "ana@acme.example")], Cc = [new(null, "CARLA@client.example")] };
        var many = few with { Bcc = [.. Enumerable.Range(0, 500).Select(i => new MailAddress(null, $"p{i}@else.example"))] };
        await store.SaveAsync(mailbox, [Line("few", noon, few), Line("many", noon, many), Line("none", noon, new Envelope())], None);

        var lines = (await EverythingAsync(store)).ToDictionary(l => l.ProviderMessage.Value, l => l.Addresses);

        Assert.AreEqual((8 * 2) + 1, lines["few"]!.Length);
        Assert.HasCount(DecisionAddresses.Most, lines["many"]!.Split(' '));
        Assert.IsNull(lines["none"]);
        Assert.IsTrue(Has(lines["many"], "carla@client.example"));
        Assert.IsTrue(Has(lines["many"], "p0@else.example"));
        Assert.IsFalse(Has(lines["few"], "p0@else.example"));
        Assert.IsFalse(lines["many"]!.Contains("carla", StringComparison.OrdinalIgnoreCase));
    }

    private static bool Has(string? addresses, string address) =>
        EmailAddress.TryParse(address, out var parsed) && DecisionAddresses.Include(addresses, keys.DecisionAddress(here, parsed.MatchKey));

    private static async Task<IReadOnlyList<LoggedDecision>> EverythingAsync(DecisionStore store)
    {
        var lines = new List<LoggedDecision>();
        await foreach (var line in store.ListAsync(here, mailbox, noon.AddDays(-120), noon.AddDays(120), null, None))
            lines.Add(line);
        return lines;
    }

    private static LoggedDecision Line(string id, DateTimeOffset at, Envelope? envelope = null) =>
        new(here, at, at, new ProviderMessageId(id), null, Outcome.Skipped, Reason.NoKnownContact, "R13", null, null)
        {
            Addresses = DecisionAddresses.Of(keys, here, envelope ?? new Envelope()),
        };
}

[TestClass]
public sealed class InMemoryDecisionLogTests : DecisionLogContract
{
    private protected override Task<ITables> TablesAsync() => Task.FromResult<ITables>(new InMemoryTables());
}

[TestClass]
public sealed class AzureDecisionLogTests : DecisionLogContract
{
    private protected override Task<ITables> TablesAsync() => AzuriteFixture.TablesAsync();
}
