using EmailSync.Core.Directory;
using EmailSync.Core.Directory.Imports;
using EmailSync.Core.Storage;
using static EmailSync.Tests.Pipeline.PipelineWorld;
using static EmailSync.Tests.Pipeline.WorldImports;

namespace EmailSync.Tests.Pipeline;

/// <summary>Many contacts at once: taken in whoever dies, and as if each had been put.</summary>
[TestClass]
public sealed class ImportStories
{
    [TestMethod]
    public async Task Whoever_dies_at_whichever_write_every_contact_is_taken_in_once_and_nothing_of_the_import_is_left_behind()
    {
        var tables = new WatchedTables(new InMemoryTables());
        var blobs = new InMemoryBlobs();
        await using var world = await PipelineWorld.StartAsync(Homes.Gmail, tables, blobs);
        var start = await tables.SaveAsync();
        for (var writes = 1; ; writes++)
        {
            await tables.RestoreAsync(start);
            await world.RestartAsync();
            world.Fuse.DieAfter(writes);
            var died = false;
            try
            {
                await world.ImportAsync((await world.AcceptImportAsync(North, Crowd(4))).Token);
            }
            catch (ProcessDiedException)
            {
                died = true;
                await world.RestartAsync();
            }
            world.Fuse.Mend();
            var entered = (await tables.RowsAsync()).Any(row => row.StartsWith(TableNames.Imports, StringComparison.Ordinal));
            await world.SettleAsync(TimeSpan.FromHours(1));

            var standing = await Task.WhenAll(Crowd(4).Select(c => world.Get<DirectoryStore>().GetContactAsync(North, new ContactId(c.Id), None)));
            Assert.AreEqual(entered ? 4 : 0, standing.Count(c => c is not null), $"after {writes} writes");
            if (entered)
            {
                foreach (var contact in Crowd(4))
                    Assert.AreEqual(contact.Id, await OwnerAsync(world, contact.Emails[0]), $"after {writes} writes");
            }
            await world.SettleAsync(TimeSpan.FromDays(8));
            world.Clock.Advance(TimeSpan.FromDays(8));
            await world.SweepAsync();
            Assert.IsFalse((await tables.RowsAsync()).Any(row => row.StartsWith(TableNames.Imports, StringComparison.Ordinal)), $"after {writes} writes");
            Assert.AreEqual("", string.Join('\n', await blobs.ListAsync("", None).Where(name => name.Contains("/imports/", StringComparison.Ordinal)).ToListAsync()), $"after {writes} writes");
            if (!died)
                return;
        }
    }

    [TestMethod]
    public async Task An_import_that_is_repeated_changes_nothing_and_the_last_line_about_a_contact_counts()
    {
        var tables = new WatchedTables(new InMemoryTables());
        await using var world = await PipelineWorld.StartAsync(Homes.Gmail, tables);
        var lines = Crowd(600).Append(new ImportedContact("c1", "Renamed", ["new@client.example"], "ana", null)).Append(new ImportedContact("c1", "Last", ["last@client.example"], null, null)).ToList();

        var first = await world.AcceptImportAsync(North, lines);
        await world.ImportAsync(first.Token);
        var once = await StandingAsync(world);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.ImportAsync((await world.AcceptImportAsync(North, lines)).Token);

        var over = (await world.Get<ImportStore>().GetAsync(first.Token, None))!;
        Assert.AreEqual((602, 602, 0, 2), (over.Total, over.Imported, over.Skipped, over.Pages));
        Assert.IsNotNull(over.FinishedAt);
        CollectionAssert.AreEqual(once, await StandingAsync(world));
        Assert.AreEqual("Last", (await world.Get<DirectoryStore>().GetContactAsync(North, new ContactId("c1"), None))!.Name);
        Assert.IsNull(await OwnerAsync(world, "c1@client.example"));
        Assert.IsNull(await OwnerAsync(world, "new@client.example"));
        Assert.AreEqual("c1", await OwnerAsync(world, "last@client.example"));
    }

    [TestMethod]
    public async Task A_page_that_begins_with_a_new_contact_may_have_some_that_stand_and_addresses_of_others()
    {
        await using var world = await PipelineWorld.StartAsync(Homes.Gmail);
        var directory = world.Get<DirectoryStore>();
        await world.KnowAsync(North, new ContactId("c1"), "old@client.example");
        await world.KnowAsync(North, new ContactId("other"), "c2@client.example");
        await directory.SaveUserAsync(new User(North, Ana, "Ana", AnaAddress, ["c3@client.example"]), None);
        var import = await world.AcceptImportAsync(North, [.. Crowd(4), new ImportedContact(Carla.Value, "Carla again", [CarlaAddress], null, null)]);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await world.EraseAsync((await world.DeleteContactAsync(North, Carla))!);
        await world.KnowAsync(North, Carla, CarlaAddress);

        await world.ImportAsync(import.Token);

        Assert.AreEqual("c1", await OwnerAsync(world, "c1@client.example"));
        Assert.IsNull(await OwnerAsync(world, "old@client.example"));
        Assert.AreEqual("c2,other", string.Join(',', (await OwnersAsync(world, "c2@client.example")).Contacts.Select(o => o.Contact.Value).Order()));
        Assert.IsTrue((await OwnersAsync(world, "c3@client.example")).IsInternal);
        Assert.AreEqual("c3", await OwnerAsync(world, "c3@client.example"));
        Assert.AreEqual("Carla again", (await directory.GetContactAsync(North, Carla, None))!.Name, "It was put again before its line was taken in.");
    }

    [TestMethod]
    public async Task A_contact_that_nobody_knows_costs_two_reads_and_two_writes()
    {
        var tables = new CountedTables(new InMemoryTables());
        await using var world = await PipelineWorld.StartAsync(Homes.Gmail, tables);
        var import = await world.AcceptImportAsync(North, Crowd(400));
        tables.Reset();

        await world.ImportAsync(import.Token);

        var (reads, writes, _) = tables.Counts;
        Assert.IsLessThan((2 * 400) + 20, reads);
        Assert.IsLessThan((2 * 400) + 40, writes);
    }

    [TestMethod]
    public async Task R27_A_contact_that_was_deleted_after_the_import_was_accepted_does_not_come_back()
    {
        await using var world = await PipelineWorld.StartAsync(Homes.Gmail);
        await world.KnowAsync(North, new ContactId("c0"), "c0@client.example");
        await world.EraseAsync((await world.DeleteContactAsync(North, new ContactId("c0")))!);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var import = await world.AcceptImportAsync(North, [.. Crowd(2), new ImportedContact(Carla.Value, "Carla", [CarlaAddress], null, null)]);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await world.EraseAsync((await world.DeleteContactAsync(North, Carla))!);

        await world.ImportAsync(import.Token);

        Assert.IsNull(await world.Get<DirectoryStore>().GetContactAsync(North, Carla, None));
        Assert.IsNull(await OwnerAsync(world, CarlaAddress));
        Assert.AreEqual("c0", await OwnerAsync(world, "c0@client.example"), "It was deleted before.");
        var over = (await world.Get<ImportStore>().GetAsync(import.Token, None))!;
        Assert.AreEqual((3, 2, 1), (over.Total, over.Imported, over.Skipped));
    }

    [TestMethod]
    public async Task B4_Where_a_mailbox_is_connected_the_older_mail_of_imported_contacts_is_filled_in_also_after_a_crash()
    {
        for (var writes = 1; ; writes++)
        {
            await using var world = await PipelineWorld.StartConnectedAsync(Homes.Gmail);
            await world.KnowLocationAsync(North, AssignmentPolicy.Never);
            world.Deliver(AnaAddress, new AMail("c1@client.example", AnaAddress, "Older") { Id = "older@x" });
            await world.SettleAsync();
            var import = await world.AcceptImportAsync(North, Crowd(3));
            world.Fuse.DieAfter(writes);
            var died = false;
            try
            {
                await world.ImportAsync(import.Token);
            }
            catch (ProcessDiedException)
            {
                died = true;
                await world.RestartAsync();
            }
            world.Fuse.Mend();
            await world.SettleAsync();

            Assert.AreEqual("Older", string.Join(',', (await world.ConversationAsync(North, new ContactId("c1"))).Select(m => m.Subject)), $"after {writes} writes");
            if (!died)
                return;
        }
    }

    [TestMethod]
    public async Task An_imported_contact_is_found_by_its_address_with_one_read_of_the_index_among_100_000()
    {
        var tables = new CountedTables(new InMemoryTables());
        await using var world = await PipelineWorld.StartAsync(Homes.Gmail, tables);
        await world.ImportAsync((await world.AcceptImportAsync(North, Crowd(100_000))).Token);
        Assert.IsTrue(EmailAddress.TryParse("C99999@client.example", out var address));
        tables.Reset();

        var owners = await world.Get<AddressIndex>().FindAsync(North, address, None);

        Assert.AreEqual("c99999", owners.First!.Contact.Value);
        Assert.AreEqual((1, 0, 0), tables.Counts);
    }

    private static async Task<string?> OwnerAsync(PipelineWorld world, string email) => (await OwnersAsync(world, email)).First?.Contact.Value;

    private static Task<AddressOwners> OwnersAsync(PipelineWorld world, string email)
    {
        Assert.IsTrue(EmailAddress.TryParse(email, out var address));
        return world.Get<AddressIndex>().FindAsync(North, address, None);
    }

    private static async Task<List<string>> StandingAsync(PipelineWorld world)
    {
        var standing = await Task.WhenAll(Crowd(600).Select(c => world.Get<DirectoryStore>().GetContactAsync(North, new ContactId(c.Id), None)));
        return [.. standing.Select(c => $"{c!.Id} {c.Name} {string.Join(',', c.Emails)} {c.AssignedTo} {c.CreatedAt:O} {c.Conversation}")];
    }
}
