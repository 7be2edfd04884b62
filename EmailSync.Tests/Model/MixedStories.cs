using System.Globalization;
using EmailSync.Tests.RealMail;

namespace EmailSync.Tests.Model;

/// <summary>
/// What people do, as a seed has it: a dozen stories at a time, a step of one and then of another. Between them time passes and mailboxes are looked at, often
/// after several mails. A mail that could be taken for the beginning of something is written only when what it answers has been seen: in which order
/// a single look finds two such mails is the provider's affair.
/// </summary>
internal sealed partial class MixedStories(MixedWorld world, Random random, int seed)
{
    private const int AtATime = 12;
    private readonly List<MailCopy> early = [];
    private readonly List<string> logged = [];
    private readonly List<CorpusMail> realMails = [.. RealMails.All];

    private ModelPeople People => world.People;

    public async Task TellAsync(int mails)
    {
        await BeginAsync();
        var running = new List<IAsyncEnumerator<bool>>();
        while (world.MailsWritten < mails || running.Count > 0)
        {
            while (running.Count < AtATime && world.MailsWritten < mails)
                running.Add(Any().GetAsyncEnumerator());
            world.Wait(TimeSpan.FromSeconds(random.Next(2, 150)));
            var story = running[random.Next(running.Count)];
            if (!await story.MoveNextAsync())
            {
                await story.DisposeAsync();
                running.Remove(story);
            }
            if (random.Next(3) == 0)
                await world.LookAsync(Pick(People.Mailboxes));
            if (random.Next(60) == 0)
                await world.RestAsync();
        }
        world.Wait(TimeSpan.FromMinutes(1));
        await world.RestAsync();
    }

    /// <summary>R8: there is mail before anybody connects, and one mailbox is connected later than the others.</summary>
    private async Task BeginAsync()
    {
        foreach (var mailbox in People.Mailboxes)
        {
            for (var i = 0; i < 3; i++)
                early.Add(world.Deliver(Written(Spelled(Pick(People.Contacts)), [mailbox.Address], "Before"), mailbox, i == 0 ? "spam" : "inbox"));
        }
        world.Wait(TimeSpan.FromMinutes(5));
        var (north, south) = (People.Locations[0], People.Locations[1]);
        await world.ConnectAsync(north, "nora", People.Mailboxes[0]);
        await world.ConnectAsync(north, "nils", People.Mailboxes[1]);
        await world.ConnectAsync(north, "pat", People.Mailboxes[2]);
        world.Wait(TimeSpan.FromMinutes(1));
        world.Deliver(Written(Spelled(Pick(People.Contacts)), [People.Mailboxes[2].Address], "Before the second"), People.Mailboxes[2]);
        world.Wait(TimeSpan.FromMinutes(1));
        await world.ConnectAsync(south, "pat-in-the-south", People.Mailboxes[2]);
        await world.ConnectAsync(south, "sofia", People.Mailboxes[3]);
        world.Wait(TimeSpan.FromMinutes(1));
    }

    private IAsyncEnumerable<bool> Any() => random.Next(100) switch
    {
        < 34 => ContactWrites(),
        < 46 => UserWrites(),
        < 56 => CrmWrites(),
        < 70 => StrangerWrites(),
        < 75 => AnswerBeforeItsParent(),
        < 80 => Colleagues(),
        < 84 => InSpam(),
        < 88 => InTrash(),
        < 89 => Loop(),
        < 90 => LargeMail(),
        < 92 => SharedMessageId(),
        < 94 => WithoutMessageId(),
        < 95 => OldMailMoves(),
        < 98 => RealMail(),
        _ => ListMail(),
    };

    private T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    private bool Chance(int percent) => random.Next(100) < percent;

    /// <summary>Somebody the location knows; nobody writes to themselves.</summary>
    private ModelContact OneContact(ModelConnection connection) =>
        Pick([.. People.Contacts.Where(c => c.Location == connection.Location && !Has(c, connection.Mailbox))]);

    private static bool Has(ModelContact contact, ModelMailbox mailbox) => contact.Emails.Any(e => mailbox.Addresses.Any(a => SameAddress.Are(a, e)));

    /// <summary>Addresses are written as people happen to write them.</summary>
    private string Spelled(ModelContact contact)
    {
        var address = Pick(contact.Emails);
        if (address.EndsWith("@gmail.com", StringComparison.OrdinalIgnoreCase) && Chance(60))
            return Chance(50) ? address.Replace(".l", "l", StringComparison.Ordinal) : address.Replace("@", "+news@", StringComparison.Ordinal);
        return Chance(10) ? address.ToUpperInvariant() : address;
    }

    private WrittenMail Written(string from, IReadOnlyList<string> to, string subject, WrittenMail? answers = null)
    {
        var number = world.NextNumber();
        return new WrittenMail
        {
            Number = number,
            From = from,
            To = to,
            Subject = answers is null ? $"{subject} {number.ToString(CultureInfo.InvariantCulture)}" : Reply(answers.Subject),
            MessageId = $"{number.ToString(CultureInfo.InvariantCulture)}.{seed.ToString(CultureInfo.InvariantCulture)}@world.example",
            References = answers?.MessageId is { } parent ? [.. answers.References, parent] : [],
            Date = new DateTimeOffset(world.Now.UtcTicks - (world.Now.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero),
        };
    }

    private static string Reply(string subject) => subject.StartsWith("Re: ", StringComparison.Ordinal) ? subject : "Re: " + subject;
}
