using EmailSync.Core.Directory;
using EmailSync.Core.Storage;

namespace EmailSync.Tests.Stores;

public abstract partial class StoreContract
{
    [TestMethod]
    public async Task A_write_that_is_refused_because_somebody_was_quicker_leaves_their_addresses_indexed()
    {
        var tables = await TablesAsync();
        var addresses = new AddressIndex(tables, keys);
        var store = new DirectoryStore(tables, keys, addresses, TimeProvider.System);
        var contact = new Contact(here, carla, "Carla", ["old@x.test"], null, noon);
        var ana = new User(here, new UserId("ana"), "Ana", "ana@x.test", []);
        await store.SaveContactAsync(contact, None);
        await store.SaveUserAsync(ana, None);
        var (seenContact, seenUser) = (await store.GetContactAsync(here, carla, None), await store.GetUserAsync(here, ana.Id, None));
        var (contactTries, userTries) = (0, 0);

        var refusedContact = await store.ChangeContactAsync(
            here,
            carla,
            before =>
            {
                if (++contactTries == 1)
                    store.SaveContactAsync(contact with { Name = "Quicker" }, None).GetAwaiter().GetResult();
                return before!.Version == seenContact!.Version ? contact with { Emails = ["new@x.test"] } : null;
            },
            None);
        var refusedUser = await store.ChangeUserAsync(
            here,
            ana.Id,
            before =>
            {
                if (++userTries == 1)
                    store.SaveUserAsync(ana with { Name = "Quicker" }, None).GetAwaiter().GetResult();
                return before!.Version == seenUser!.Version ? ana with { Email = "new@x.test" } : null;
            },
            None);

        Assert.IsNull(refusedContact);
        Assert.IsNull(refusedUser);
        Assert.AreEqual((2, 2), (contactTries, userTries));
        Assert.AreEqual("Quicker", (await store.GetContactAsync(here, carla, None))!.Name);
        Assert.AreEqual(carla, (await OwnersAsync(addresses, here, "old@x.test")).First!.Contact);
        Assert.IsTrue((await OwnersAsync(addresses, here, "ana@x.test")).IsInternal);
        Assert.AreEqual((0, false), ((await OwnersAsync(addresses, here, "new@x.test")).Contacts.Count, (await OwnersAsync(addresses, here, "new@x.test")).IsInternal));
    }
}
