using EmailSync.Core.Directory;

namespace EmailSync.Tests.Providers;

/// <content>Looking up the mail of one address, for filling in (B4).</content>
public abstract partial class MailProviderContract
{
    [TestMethod]
    public async Task A_listing_about_an_address_finds_it_in_every_header_whatever_its_case_and_nobody_elses_mail()
    {
        var world = await WorldAsync();
        string[] wanted =
        [
            await world.Person.DeliverAsync(Letter("Carla <CARLA@Client.example>", "ana@mail.example", "from"), Cancel),
            await world.Person.DeliverAsync(Letter("bo@else.example", "x@else.example, carla@client.example", "to"), Cancel),
            await world.Person.DeliverAsync(Letter("bo@else.example", "ana@mail.example", "cc", "Cc: carla@client.example\n"), Cancel),
            await world.Person.SendAsync(Letter(world.Address, "bo@else.example", "bcc", "Bcc: carla@client.example\n"), Cancel),
        ];
        await world.Person.DeliverAsync(Letter("bo@else.example", "ana@mail.example", "carla@client.example"), Cancel);
        await world.Person.DeliverAsync(Letter("carla@client.example.org", "ana@mail.example", "longer domain"), Cancel);

        var found = await ListAboutAsync(world, "Carla@client.example", DateTimeOffset.UnixEpoch.AddDays(1));

        // A search may give more than was asked for; a longer domain is such a case.
        Assert.IsEmpty(wanted.Except(found));
        Assert.IsFalse(found.Contains("carla@client.example"));
        Assert.IsLessThanOrEqualTo(5, found.Count);
    }

    [TestMethod]
    public async Task A_listing_about_an_address_compares_dots_and_tags_as_written_and_in_the_plainest_spelling()
    {
        var world = await WorldAsync();
        var plain = await world.Person.DeliverAsync(Letter("carlabo@gmail.com", "ana@mail.example", "plain"), Cancel);
        var written = await world.Person.DeliverAsync(Letter("carla.bo+crm@gmail.com", "ana@mail.example", "written"), Cancel);
        var otherTag = await world.Person.DeliverAsync(Letter("dan+news@client.example", "ana@mail.example", "tag"), Cancel);
        var untagged = await world.Person.DeliverAsync(Letter("dan@client.example", "ana@mail.example", "no tag"), Cancel);
        await world.Person.DeliverAsync(Letter("car.la.bo@gmail.com", "ana@mail.example", "a third spelling"), Cancel);

        var atGmail = await ListAboutAsync(world, "carla.bo+crm@gmail.com", DateTimeOffset.UnixEpoch.AddDays(1));
        var tagged = await ListAboutAsync(world, "dan+news@client.example", DateTimeOffset.UnixEpoch.AddDays(1));
        var bare = await ListAboutAsync(world, "dan@client.example", DateTimeOffset.UnixEpoch.AddDays(1));

        CollectionAssert.AreEquivalent(new[] { plain, written }, atGmail);
        CollectionAssert.AreEquivalent(new[] { otherTag }, tagged);
        CollectionAssert.AreEquivalent(new[] { untagged }, bare);
    }

    [TestMethod]
    public async Task A_listing_about_an_address_goes_back_to_the_time_that_was_given_through_all_pages_and_into_every_folder()
    {
        var world = await WorldAsync();
        for (var number = 0; number < 60; number++) await world.Person.DeliverAsync(Letter("carla@client.example", "ana@mail.example", $"old {number}"), Cancel);
        await world.PassTime(TimeSpan.FromHours(1));
        var first = await world.Person.DeliverAsync(Letter("carla@client.example", "ana@mail.example", "first"), Cancel);
        var since = (await world.Provider.GetHeadersAsync(world.Mailbox, new(first), Cancel)).ReceivedAt;
        var ids = new List<string> { first };
        for (var number = 0; number < 110; number++)
            ids.Add(await world.Person.DeliverAsync(Letter("carla@client.example", "ana@mail.example", $"new {number}"), Cancel));
        await world.Person.ChangeAsync(ids[3], """{"folder":"trash"}""", Cancel);

        var found = await ListAboutAsync(world, "carla@client.example", since);

        CollectionAssert.AreEquivalent(ids, found);
    }

    private async Task<List<string>> ListAboutAsync(ProviderWorld world, string about, DateTimeOffset since)
    {
        Assert.IsTrue(EmailAddress.TryParse(about, out var address));
        var found = new List<string>();
        string? page = null;
        do
        {
            var listing = await world.Provider.ListSinceAsync(world.Mailbox, since, address, page, Cancel);
            found.AddRange(listing.Messages.Select(message => message.Id.Value));
            page = listing.NextPage;
        }
        while (page is not null);
        return found;
    }

    private static string Letter(string from, string to, string subject, string headers = "") =>
        $"From: {from}\nTo: {to}\nSubject: {subject}\nDate: Sun, 01 Mar 2026 09:00:00 +0000\n{headers}\nThe body.\n";
}
