using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using EmailSync.Core.Suppressions;
using EmailSync.Tests.Pipeline;

namespace EmailSync.Tests.Suppressions;

/// <summary>What happens to a suppression while somebody else changes it.</summary>
[TestClass]
public sealed class SuppressionStoreTests
{
    private static readonly LocationId north = new("north");
    private static readonly DateTimeOffset at = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private readonly WatchedTables tables = new(new InMemoryTables());
    private readonly SuppressionStore store;

    public SuppressionStoreTests() => store = new SuppressionStore(tables, new TableKeys(new KeyHasher([.. Enumerable.Range(1, 32).Select(i => (byte)i)])));

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [TestMethod]
    public async Task Who_unsubscribes_while_the_CRM_takes_away_its_own_entry_stays_unsubscribed()
    {
        var entry = await store.AddAsync(north, Carla(), SuppressionReason.Manual, at, null, Stop);
        tables.InterruptAfterRead(TableNames.Suppressions, () => store.AddAsync(north, Carla(), SuppressionReason.Unsubscribed, at.AddDays(1), null, Stop));

        Assert.IsTrue(await store.RemoveAsync(north, entry.Id, Stop));

        Assert.AreEqual(SuppressionReason.Unsubscribed, (await store.FindAsync(north, Carla(), Stop))?.Reason);
        Assert.IsTrue(await store.RemoveAsync(north, entry.Id, Stop));
        Assert.IsFalse(await store.RemoveAsync(north, entry.Id, Stop));
    }

    [TestMethod]
    public async Task An_entry_whose_address_is_forgotten_meanwhile_is_taken_away_all_the_same()
    {
        var entry = await store.AddAsync(north, Carla(), SuppressionReason.Manual, at, null, Stop);
        tables.InterruptAfterRead(TableNames.Suppressions, () => store.ForgetAddressAsync(north, Carla().MatchKey, Stop));

        Assert.IsTrue(await store.RemoveAsync(north, entry.Id, Stop));

        Assert.IsNull(await store.FindAsync(north, Carla(), Stop));
    }

    private static EmailAddress Carla()
    {
        Assert.IsTrue(EmailAddress.TryParse("carla@client.example", out var address));
        return address;
    }
}
