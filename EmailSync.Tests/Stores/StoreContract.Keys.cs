using EmailSync.Core.Access;
using EmailSync.Core.Directory;
using EmailSync.Core.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EmailSync.Tests.Stores;

public abstract partial class StoreContract
{
    [TestMethod]
    public async Task A_key_opens_its_location_until_it_is_revoked_and_is_listed_without_its_secret()
    {
        var clock = new FakeTimeProvider(noon);
        var store = new LocationKeyStore(await TablesAsync(), keys);
        var locationKeys = new LocationKeys(store, clock, NullLogger<LocationKeys>.Instance);
        var (key, text) = (await locationKeys.CreateAsync(here, "CRM", None))!.Value;
        var (other, _) = (await locationKeys.CreateAsync(here, "", None))!.Value;

        clock.Advance(TimeSpan.FromHours(2));
        Assert.AreEqual(here, (await locationKeys.TryAsync(text, None))!.Location);
        Assert.IsNull(await locationKeys.TryAsync(text.WithNewSecret(), None));
        Assert.IsNull(await locationKeys.TryAsync(text with { Id = other.Id }, None));
        var listed = await store.ListAsync(here, null, 10, None);
        CollectionAssert.AreEqual(new[] { key.Id, other.Id }.Order(StringComparer.Ordinal).ToArray(), listed.Select(k => k.Id).ToArray());
        var shown = listed.Single(k => k.Id == key.Id);
        Assert.AreEqual(("CRM", noon, (DateTimeOffset?)noon.AddHours(2)), (shown.Name, shown.CreatedAt, shown.LastUsedAt));
        CollectionAssert.AreEqual(new[] { listed[1].Id }, (await store.ListAsync(here, listed[0].Id, 10, None)).Select(k => k.Id).ToArray());
        Assert.IsEmpty(await store.ListAsync(elsewhere, null, 10, None));

        Assert.IsFalse(await locationKeys.RevokeAsync(elsewhere, key.Id, None));
        Assert.IsTrue(await locationKeys.RevokeAsync(here, key.Id, None));
        Assert.IsTrue(await locationKeys.RevokeAsync(here, key.Id, None));
        Assert.IsNull(await locationKeys.TryAsync(text, None));
        Assert.AreEqual(noon.AddHours(2), (await store.FindAsync(key.Id, None))!.Value.Key.RevokedAt);
    }

    [TestMethod]
    public async Task A_rotated_key_has_two_secrets_for_the_overlap_and_another_locations_key_is_not_rotated()
    {
        var clock = new FakeTimeProvider(noon);
        var locationKeys = new LocationKeys(new LocationKeyStore(await TablesAsync(), keys), clock, NullLogger<LocationKeys>.Instance);
        var (key, former) = (await locationKeys.CreateAsync(here, "CRM", None))!.Value;

        var done = (KeyRotated.Done)await locationKeys.RotateAsync(here, key.Id, TimeSpan.FromHours(1), None);

        Assert.AreEqual(key.Id, done.Text.Id);
        Assert.IsNotNull(await locationKeys.TryAsync(done.Text, None));
        Assert.IsNotNull(await locationKeys.TryAsync(former, None));
        clock.Advance(TimeSpan.FromHours(1));
        Assert.IsNull(await locationKeys.TryAsync(former, None));
        Assert.IsNotNull(await locationKeys.TryAsync(done.Text, None));
        Assert.IsInstanceOfType<KeyRotated.Unknown>(await locationKeys.RotateAsync(elsewhere, key.Id, TimeSpan.Zero, None));
        await locationKeys.RevokeAsync(here, key.Id, None);
        Assert.IsInstanceOfType<KeyRotated.Revoked>(await locationKeys.RotateAsync(here, key.Id, TimeSpan.Zero, None));
    }

    [TestMethod]
    public async Task Rotations_and_a_revocation_at_the_same_time_leave_a_revoked_key()
    {
        var locationKeys = new LocationKeys(new LocationKeyStore(await TablesAsync(), keys), new FakeTimeProvider(noon), NullLogger<LocationKeys>.Instance);
        var (key, text) = (await locationKeys.CreateAsync(here, "CRM", None))!.Value;

        var rotations = Enumerable.Range(0, 4).Select(_ => locationKeys.RotateAsync(here, key.Id, TimeSpan.FromDays(1), None)).ToList();
        var uses = Enumerable.Range(0, 4).Select(_ => locationKeys.TryAsync(text, None)).ToList();
        Assert.IsTrue(await locationKeys.RevokeAsync(here, key.Id, None));
        await Task.WhenAll(uses);

        foreach (var rotated in await Task.WhenAll(rotations))
        {
            if (rotated is KeyRotated.Done done)
                Assert.IsNull(await locationKeys.TryAsync(done.Text, None));
        }
        Assert.IsNull(await locationKeys.TryAsync(text, None));
    }

    [TestMethod]
    public async Task A_location_has_so_many_keys_and_the_one_revoked_first_gives_way()
    {
        var clock = new FakeTimeProvider(noon);
        var store = new LocationKeyStore(await TablesAsync(), keys);
        var locationKeys = new LocationKeys(store, clock, NullLogger<LocationKeys>.Instance);
        var made = new List<LocationKey>();
        for (var i = 0; i < LocationKeys.Most; i++)
            made.Add((await locationKeys.CreateAsync(here, $"{i}", None))!.Value.Key);

        Assert.IsNull(await locationKeys.CreateAsync(here, "one more", None));
        foreach (var place in new[] { 7, 3 })
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            await locationKeys.RevokeAsync(here, made[place].Id, None);
        }

        Assert.IsNotNull(await locationKeys.CreateAsync(here, "one more", None));
        var left = await store.ListAsync(here, null, 100, None);
        Assert.HasCount(LocationKeys.Most, left);
        Assert.IsFalse(left.Any(k => k.Id == made[7].Id));
        Assert.IsTrue(left.Any(k => k.Id == made[3].Id));
    }

    [TestMethod]
    public async Task R27_The_keys_of_a_location_are_erased_and_those_of_another_stay()
    {
        var store = new LocationKeyStore(await TablesAsync(), keys);
        var locationKeys = new LocationKeys(store, new FakeTimeProvider(noon), NullLogger<LocationKeys>.Instance);
        for (var i = 0; i < 3; i++)
            await locationKeys.CreateAsync(here, $"{i}", None);
        var (_, other) = (await locationKeys.CreateAsync(elsewhere, "", None))!.Value;

        Assert.IsTrue(await store.EraseAsync(here, 2, None));
        Assert.IsTrue(await store.EraseAsync(here, 2, None));
        Assert.IsFalse(await store.EraseAsync(here, 2, None));

        Assert.IsNotNull(await locationKeys.TryAsync(other, None));
    }

    [TestMethod]
    public async Task R27_A_location_is_known_from_its_first_put_and_being_erased_from_its_deletion()
    {
        var tables = await TablesAsync();
        var erasures = new LocationErasureStore(tables, keys);

        Assert.AreEqual(LocationStanding.Unknown, await erasures.StandingAsync(here, None));
        await new DirectoryStore(tables, keys, new AddressIndex(tables, keys), TimeProvider.System)
            .SaveLocationAsync(new Location(here, "Here", new LocationSettings(), null), None);
        Assert.AreEqual(LocationStanding.Known, await erasures.StandingAsync(here, None));
        await erasures.BeginAsync(here, noon, Precondition.None, None);

        Assert.AreEqual(LocationStanding.BeingErased, await erasures.StandingAsync(here, None));
    }
}
