using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Core.Storage;

namespace EmailSync.Tests.Stores;

public abstract partial class StoreContract
{
    [TestMethod]
    public async Task The_address_index_follows_a_contact_and_an_interrupted_save_is_repaired_by_repeating_it()
    {
        var tables = await TablesAsync();
        var addresses = new AddressIndex(tables, keys);
        var store = new DirectoryStore(tables, keys, addresses, TimeProvider.System);
        var before = new Contact(here, carla, "Carla", ["a@x.test", "b@x.test"], null, noon);
        await store.SaveContactAsync(before, None);
        await store.SaveContactAsync(before with { Id = new ContactId("second"), Emails = ["B@x.test"], CreatedAt = noon.AddDays(-1) }, None);
        var fuse = new Pipeline.WriteFuse();
        fuse.DieAfter(2);
        var fused = new Pipeline.FusedTables(tables, fuse);
        var dying = new DirectoryStore(fused, keys, new AddressIndex(fused, keys), TimeProvider.System);
        var after = before with { Emails = ["b@x.test", "c@x.test"] };

        await Assert.ThrowsExactlyAsync<Pipeline.ProcessDiedException>(() => dying.SaveContactAsync(after, None));
        await store.SaveContactAsync(after, None);

        Assert.IsNull((await OwnersAsync(addresses, here, "a@x.test")).First);
        Assert.AreEqual("second", (await OwnersAsync(addresses, here, "b@x.test")).First!.Contact.Value);
        Assert.HasCount(2, (await OwnersAsync(addresses, here, "b@x.test")).Contacts);
        Assert.AreEqual(carla, (await OwnersAsync(addresses, here, "c@x.test")).First!.Contact);
        Assert.IsNull((await OwnersAsync(addresses, elsewhere, "c@x.test")).First);
    }

    [TestMethod]
    public async Task R15_The_addresses_of_users_are_internal_as_long_as_somebody_has_them()
    {
        var tables = await TablesAsync();
        var addresses = new AddressIndex(tables, keys);
        var store = new DirectoryStore(tables, keys, addresses, TimeProvider.System);
        var ana = new User(here, new UserId("ana"), "Ana", "ana@acme.test", ["sales@acme.test", "old@acme.test"]);
        await store.SaveUserAsync(ana, None);
        await store.SaveUserAsync(ana with { Id = new UserId("ben"), Email = "ben@acme.test", Aliases = ["SALES@acme.test"] }, None);
        await addresses.SetUserAsync(here, "old@acme.test", ana.Id, new MailboxId("m"), has: true, None);
        await store.SaveContactAsync(new Contact(here, carla, "Carla", ["sales@acme.test"], null, noon), None);

        await store.SaveUserAsync(ana with { Aliases = [] }, None);

        Assert.IsTrue((await OwnersAsync(addresses, here, "ana@acme.test")).IsInternal);
        Assert.IsTrue((await OwnersAsync(addresses, here, "old@acme.test")).IsInternal);
        var sales = await OwnersAsync(addresses, here, "sales@acme.test");
        Assert.AreEqual((true, carla), (sales.IsInternal, sales.First!.Contact));
        Assert.IsFalse((await OwnersAsync(addresses, elsewhere, "ana@acme.test")).IsInternal);

        await addresses.SetUserAsync(here, "old@acme.test", ana.Id, new MailboxId("m"), has: false, None);
        Assert.AreEqual(0, (await OwnersAsync(addresses, here, "old@acme.test")).Contacts.Count);
        Assert.IsFalse((await OwnersAsync(addresses, here, "old@acme.test")).IsInternal);
    }

    [TestMethod]
    public async Task R14_Who_follows_a_contact_stands_in_the_address_index_and_concurrent_changes_are_all_kept()
    {
        var tables = await TablesAsync();
        var addresses = new AddressIndex(tables, keys);
        var store = new DirectoryStore(tables, keys, addresses, TimeProvider.System);
        await store.SaveContactAsync(new Contact(here, carla, "Carla", ["c@x.test"], null, noon) { CreatedFor = "mail" }, None);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => store.ChangeContactAsync(
            here, carla, before => before! with { FollowedBy = [.. before.FollowedBy, new UserId($"u{i}")] }, None)));

        var owner = (await OwnersAsync(addresses, here, "c@x.test")).First!;
        CollectionAssert.AreEquivalent(new[] { "u0", "u1", "u2", "u3" }, owner.FollowedBy.Select(u => u.Value).ToArray());
        Assert.AreEqual("mail", owner.CreatedFor);
        Assert.IsNull(await store.ChangeContactAsync(here, new ContactId("nobody"), before => before, None));
    }

    private static Task<AddressOwners> OwnersAsync(AddressIndex addresses, LocationId location, string address)
    {
        Assert.IsTrue(EmailAddress.TryParse(address, out var parsed));
        return addresses.FindAsync(location, parsed, None);
    }
}
