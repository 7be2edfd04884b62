using System.Globalization;

namespace EmailSync.Tests.Model;

/// <summary>Two locations, six users, four mailboxes and two hundred contacts, as a seed has it. One mailbox serves a user of either location.</summary>
internal static class MixedPeople
{
    private static readonly DateTimeOffset newYear = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] policies = ["multiLocation", "always", "never"];

    private static readonly string[] oversized = ["skipMessage", "syncWithout", "store"];

    public static ModelPeople Make(Random random, int contacts)
    {
        var people = new ModelPeople();
        var north = new ModelLocation("north")
        {
            GmailAssignment = policies[random.Next(10) < 7 ? 0 : random.Next(3)],
            OutlookAssignment = policies[random.Next(10) < 6 ? 2 : random.Next(3)],
        };
        var south = new ModelLocation("south")
        {
            GmailAssignment = policies[random.Next(3)],
            OutlookAssignment = policies[random.Next(3)],
            OversizedAttachments = oversized[random.Next(3)],
            OutlookTwoWaySync = random.Next(2) == 0,
        };
        people.Locations.AddRange([north, south]);

        // At least one mailbox is with either provider.
        var gmail = random.Next(1, 15);
        string[] names = ["nora", "nils", "pat", "sofia"];
        people.Mailboxes.AddRange(names.Select((name, i) => new ModelMailbox($"{name}@acme.example", (gmail & (1 << i)) != 0, [])));
        people.Users.AddRange(
        [
            new ModelUser(north, "nora", ["nora@acme.example", "n.ora@alias.example"]),
            new ModelUser(north, "nils", ["nils@acme.example"]),
            new ModelUser(north, "pat", ["pat@acme.example", "office@acme.example"]),
            new ModelUser(south, "pat-in-the-south", ["pat@acme.example"]),
            new ModelUser(south, "sofia", ["sofia@acme.example", "sofia@alias.example"]),
            new ModelUser(south, "sven", ["sven@acme.example"]),
        ]);
        for (var i = 0; i < contacts; i++)
            AddContact(people, random, i);

        // Users whom somebody has entered as contacts, too.
        people.Contacts.Add(new ModelContact(north, "colleague", ["nils@acme.example", "sven@acme.example"], null, newYear));
        people.Contacts.Add(new ModelContact(south, "office", ["office@acme.example", "Sofia@alias.example"], null, newYear));
        for (var i = 0; i < contacts / 3; i++)
            people.Strangers.Add(i % 5 == 0 ? $"some.body{i}@gmail.com" : $"stranger{i}@elsewhere{i % 7}.example");
        return people;
    }

    private static void AddContact(ModelPeople people, Random random, int i)
    {
        var location = people.Locations[random.Next(5) < 3 ? 0 : 1];
        var number = i.ToString(CultureInfo.InvariantCulture);
        var earlier = people.Contacts.Where(c => c.Emails.Count > 0).ToList();
        List<string> emails = random.Next(20) switch
        {
            // Somebody whom the other location knows, or another of this one, too.
            < 5 when earlier.Count > 0 => [earlier[random.Next(earlier.Count)].Emails[0]],
            5 or 6 => [$"first.last{number}@gmail.com"],
            7 or 8 => [$"c{number}@client.example", $"private{number}@home.example"],
            9 => [$"C{number}.Capital@Client.Example"],
            _ => [$"c{number}@client{random.Next(9)}.example"],
        };
        var users = people.Users.Where(u => u.Location == location).ToList();
        var assigned = random.Next(5) < 3 ? users[random.Next(users.Count)].Id : null;
        people.Contacts.Add(new ModelContact(location, "c" + number, emails, assigned, newYear.AddMinutes(random.Next(80_000))));
    }
}
