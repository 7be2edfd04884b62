using EmailSync.Benchmarks.Cli;

namespace EmailSync.Benchmarks.Load;

/// <summary>Who is there and who writes what to whom; all of it follows from the seed.</summary>
internal sealed class LoadPlan
{
    private const int ContactsPerMailbox = 20;
    private const int StrangersPercent = 20;
    private const int AnswersPercent = 30;
    private const int LongestThread = 8;
    private readonly Random lot;
    private readonly Dictionary<LoadContact, LoadMail> latest = [];
    private int number;

    public LoadPlan(IngestOptions options)
    {
        lot = new Random(options.Seed);
        Mailboxes = [.. Enumerable.Range(1, options.Mailboxes).Select(n => Mailbox(n, options.Provider))];
        WarmUp = Mails(2 * options.Mailboxes);
        Steady = Mails((int)(options.Rate * options.Steady.TotalSeconds));
        FullSpeed = Mails(options.Messages);
    }

    public IReadOnlyList<LoadMailbox> Mailboxes { get; }

    /// <summary>Makes both sides compile what they run; not measured.</summary>
    public IReadOnlyList<LoadMail> WarmUp { get; }

    public IReadOnlyList<LoadMail> Steady { get; }

    public IReadOnlyList<LoadMail> FullSpeed { get; }

    public IEnumerable<LoadMail> All => WarmUp.Concat(Steady).Concat(FullSpeed);

    private static LoadMailbox Mailbox(int n, ProviderChoice provider) => new(
        $"user{n}",
        $"user{n}@load.example",
        provider == ProviderChoice.Outlook || (provider == ProviderChoice.Both && n % 2 == 0) ? LoadMailbox.Outlook : LoadMailbox.Gmail,
        [.. Enumerable.Range(1, ContactsPerMailbox).Select(c => new LoadContact($"contact{n}-{c}", $"contact{n}-{c}@people.example"))]);

    private List<LoadMail> Mails(int count) => [.. Enumerable.Range(0, count).Select(n => Mail(Mailboxes[n % Mailboxes.Count]))];

    private LoadMail Mail(LoadMailbox mailbox)
    {
        var contact = lot.Next(100) < StrangersPercent ? null : mailbox.Contacts[lot.Next(mailbox.Contacts.Count)];
        var answers = contact is not null && lot.Next(100) < AnswersPercent ? latest.GetValueOrDefault(contact) : null;
        if (answers?.References.Count >= LongestThread)
            answers = null;
        var mail = new LoadMail(++number, mailbox, contact, answers, Size());
        if (contact is not null)
            latest[contact] = mail;
        return mail;
    }

    /// <summary>Most mails are small and some are not: half up to 8 KB, one in seven from 30 to 100 KB.</summary>
    private int Size() => lot.Next(100) switch
    {
        < 50 => lot.Next(2_000, 8_000),
        < 86 => lot.Next(8_000, 30_000),
        _ => lot.Next(30_000, 100_000),
    };
}
