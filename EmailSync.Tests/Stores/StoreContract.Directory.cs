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

    [TestMethod]
    public async Task R21_Of_an_address_that_a_CRM_gives_to_everybody_the_oldest_contacts_are_known_and_each_can_be_put()
    {
        var tables = await TablesAsync();
        var addresses = new AddressIndex(tables, keys);
        var store = new DirectoryStore(tables, keys, addresses, TimeProvider.System);
        for (var i = 0; i < AddressIndex.MaxContacts + 20; i++)
            await store.SaveContactAsync(new Contact(here, new ContactId($"c{i:D4}"), "", ["none@none.test"], null, noon.AddSeconds(-i)), None);

        var owners = await OwnersAsync(addresses, here, "none@none.test");
        await store.SaveContactAsync(new Contact(here, carla, "", ["none@none.test", "carla@x.test"], null, noon), None);

        Assert.HasCount(AddressIndex.MaxContacts, owners.Contacts);
        Assert.AreEqual($"c{AddressIndex.MaxContacts + 19:D4}", owners.First!.Contact.Value);
        Assert.AreEqual(noon.AddSeconds(-20), owners.Contacts.Max(c => c.CreatedAt));
        Assert.AreEqual(carla, (await OwnersAsync(addresses, here, "carla@x.test")).First!.Contact);
        Assert.IsNotNull(await store.GetContactAsync(here, new ContactId("c0000"), None));
    }

    [TestMethod]
    public async Task Contacts_with_an_address_are_paged_by_their_ids()
    {
        var tables = await TablesAsync();
        var store = new DirectoryStore(tables, keys, new AddressIndex(tables, keys), TimeProvider.System);
        foreach (var id in (string[])["d", "a", "c", "b", "e"])
            await store.SaveContactAsync(new Contact(here, new ContactId(id), "", ["all@x.test"], null, noon), None);
        Assert.IsTrue(EmailAddress.TryParse("ALL@x.test", out var address));

        var (first, next) = await store.FindContactsAsync(here, address, null, 2, None);
        var (second, afterSecond) = await store.FindContactsAsync(here, address, next, 2, None);
        var (last, end) = await store.FindContactsAsync(here, address, afterSecond, 2, None);

        Assert.AreEqual("a,b|c,d|e", string.Join('|', new[] { first, second, last }.Select(p => string.Join(',', p.Select(c => c.Id.Value)))));
        Assert.IsNull(end);
    }

    [TestMethod]
    public async Task A_mailbox_whose_state_changes_while_its_states_are_listed_stays_in_the_list()
    {
        var tables = new Pipeline.WatchedTables(await TablesAsync());
        var store = new MailboxStore(tables, keys);
        await store.InsertAsync(new Mailbox(mailbox, MailProviderName.Gmail, "a@x.test", MailboxStatus.Connected, null, noon, null, null, null, null), None);

        // Right after the row of the new state is written, and before the mailbox is.
        tables.InterruptAfter(1, async () => await store.ListAsync([MailboxStatus.ReauthRequired], null, None).ToListAsync());
        await store.UpdateAsync(mailbox, m => m with { Status = MailboxStatus.ReauthRequired }, None);

        Assert.IsTrue(tables.HasInterrupted);
        Assert.HasCount(1, await store.ListAsync([MailboxStatus.ReauthRequired], null, None).ToListAsync());
        Assert.IsEmpty(await store.ListAsync([MailboxStatus.Connected], null, None).ToListAsync());
    }

    [TestMethod]
    public async Task R2_A_mailbox_that_changes_its_state_while_the_list_is_read_is_seen_once()
    {
        var store = new MailboxStore(await TablesAsync(), keys);
        MailboxStatus[] all = [MailboxStatus.ReauthRequired, MailboxStatus.Connected];
        foreach (var name in (string[])["a", "b", "c"])
            await store.InsertAsync(new Mailbox(new(name), MailProviderName.Gmail, $"{name}@x.test", MailboxStatus.ReauthRequired, null, noon, null, null, null, null), None);

        var first = await store.ListAsync(all, null, None).Take(1).ToListAsync();
        foreach (var name in (string[])["a", "b"])
            await store.UpdateAsync(new(name), m => m with { Status = MailboxStatus.Connected }, None);
        var rest = await store.ListAsync(all, "a", None).ToListAsync();

        Assert.AreEqual("a: ReauthRequired, b: Connected, c: ReauthRequired", string.Join(", ", first.Concat(rest).Select(m => $"{m.Id.Value}: {m.Status}")));
        Assert.AreEqual("a, b", string.Join(", ", (await store.ListAsync([MailboxStatus.Connected], null, None).ToListAsync()).Select(m => m.Id.Value)));
    }

    private static Task<AddressOwners> OwnersAsync(AddressIndex addresses, LocationId location, string address)
    {
        Assert.IsTrue(EmailAddress.TryParse(address, out var parsed));
        return addresses.FindAsync(location, parsed, None);
    }
}
