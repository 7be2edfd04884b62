using EmailSync.Tests.EndToEnd.Drivers;

namespace EmailSync.Tests.Crash;

/// <summary>
/// Who is there and who writes what to whom, settled by the seed before anything runs: threads, mail to two users of a location (R26), a contact of
/// both locations, users who write from their own mail client, and strangers whose mail stays out.
/// </summary>
internal sealed class CrashPlan
{
    private const int Strangers = 3;
    private readonly Random lot;

    public CrashPlan(CrashScale scale)
    {
        lot = new Random(scale.Seed);
        Users = [.. Locations.SelectMany(l => Enumerable.Range(1, scale.UsersPerLocation).Select(n => new CrashUser(l, $"user{n}", ProviderOf(n))))];
        Contacts = [.. Locations.SelectMany(l => Enumerable.Range(0, scale.ContactsPerLocation).Select(n => Contact(l, n)))];
        var mails = new List<PlannedMail>();
        for (var number = 1; number <= scale.Mails; number++)
            mails.Add(Mail($"mail-{scale.Seed}-{number:D4}", mails));
        Mails = mails;
        Sends = [.. Enumerable.Range(1, scale.Sends).Select(number => Send($"send-{scale.Seed}-{number:D4}"))];
    }

    public static IReadOnlyList<string> Locations { get; } = ["north", "south"];

    public IReadOnlyList<CrashUser> Users { get; }

    public IReadOnlyList<CrashContact> Contacts { get; }

    public IReadOnlyList<string> StrangerAddresses { get; } = [.. Enumerable.Range(1, Strangers).Select(n => $"stranger{n}@elsewhere.example")];

    public IReadOnlyList<PlannedMail> Mails { get; }

    public IReadOnlyList<PlannedSend> Sends { get; }

    /// <summary>Where somebody has their mailbox, by address.</summary>
    public Provider ProviderOf(string address) =>
        Users.FirstOrDefault(u => u.Address == address)?.Provider ?? Contacts.FirstOrDefault(c => c.Address == address)?.Provider ?? Provider.Gmail;

    private static CrashContact Contact(string location, int number) =>
        new(location, $"contact{number}", number == 0 ? "both@people.example" : $"{location}{number}@people.example", ProviderOf(number));

    /// <summary>People of both providers write to each other.</summary>
    private static Provider ProviderOf(int number) => ProviderRows.Of(number);

    private PlannedMail Mail(string marker, List<PlannedMail> earlier)
    {
        var draw = lot.Next(100);
        if (draw < 15)
            return New(marker, Any(StrangerAddresses), [Any(Users).Address], earlier);
        var contact = Any(Contacts);
        var colleagues = Users.Where(u => u.Location == contact.Location).ToList();
        if (draw < 25)
            return New(marker, Any(colleagues).Address, [contact.Address], earlier);
        if (contact.Address.StartsWith("both", StringComparison.Ordinal))
            return New(marker, contact.Address, [.. Locations.Select(l => Any([.. Users.Where(u => u.Location == l)]).Address)], earlier);
        var first = Any(colleagues);
        return draw < 40
            ? New(marker, contact.Address, [first.Address, Any([.. colleagues.Where(u => u != first)]).Address], earlier)
            : New(marker, contact.Address, [first.Address], earlier);
    }

    /// <summary>Every other mail answers one between the same two people, if there is any.</summary>
    private PlannedMail New(string marker, string from, IReadOnlyList<string> to, List<PlannedMail> earlier)
    {
        var threads = earlier.Where(m => IsBetween(m, from, to[0])).ToList();
        if (threads.Count == 0 || lot.Next(2) == 0)
            return new PlannedMail(marker, from, to, $"About {marker}", null);
        var parent = Any(threads);
        var subject = parent.Subject.StartsWith("Re: ", StringComparison.Ordinal) ? parent.Subject : "Re: " + parent.Subject;
        return new PlannedMail(marker, from, to, subject, parent.MessageId);
    }

    private static bool IsBetween(PlannedMail mail, string one, string other) =>
        (mail.From == one && mail.To.Contains(other)) || (mail.From == other && mail.To.Contains(one));

    private PlannedSend Send(string marker)
    {
        var contact = Any(Contacts);
        return new PlannedSend(marker, Any([.. Users.Where(u => u.Location == contact.Location)]), contact, lot.Next(2) == 0, lot.Next(4) == 0);
    }

    private T Any<T>(IReadOnlyList<T> items) => items[lot.Next(items.Count)];
}
