using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;
using EmailSync.Tests.Pipeline;

namespace EmailSync.Tests.Years;

/// <summary>A user with two accounts at one provider and one contact; every fourth has the mailbox in two locations.</summary>
internal sealed class Owner
{
    public const int EveryWithTwo = 4;

    private readonly string[] accounts;

    public Owner(int number, MailProviderName provider)
    {
        accounts = [$"owner{number}@acme.example", $"owner{number}.new@acme.example"];
        (Provider, User, Contact) = (provider, new UserId($"owner{number}"), new ContactId($"contact{number}"));
        ContactAddress = $"contact{number}@client.example";
        North = new Tie(PipelineWorld.North) { Account = accounts[0] };
        South = new Tie(PipelineWorld.South) { Account = accounts[0] };
    }

    public MailProviderName Provider { get; }

    public UserId User { get; }

    public ContactId Contact { get; }

    public string ContactAddress { get; }

    public IReadOnlyList<string> Accounts => accounts;

    public Tie North { get; }

    public Tie South { get; }

    public IReadOnlyList<Tie> Ties => [North, South];

    public string Account => North.Account;

    public string OtherAccount => accounts.Single(a => a != Account);

    /// <summary>Accounts whose grants have died.</summary>
    public HashSet<string> Locked { get; } = [];

    /// <summary>Since when accounts are not connected any more whose grant was alive then.</summary>
    public Dictionary<string, DateTimeOffset> Left { get; } = [];

    /// <summary>Faults that lie over an account now.</summary>
    public List<(string Account, int Fault)> Clouds { get; } = [];

    /// <summary>Since when nothing has changed for the better.</summary>
    public DateTimeOffset WellSince { get; set; }

    public List<YearsMail> Mails { get; } = [];

    /// <summary>An account of which one connection has just ended; another location may still have it.</summary>
    public void Leave(string account, DateTimeOffset now)
    {
        if (!Locked.Contains(account) && !Ties.Any(t => t.IsConnectedTo(account)))
            Left[account] = now;
    }

    public bool IsWell(Tie tie) =>
        tie is { Connection: not null, IsPaused: false } && !Locked.Contains(tie.Account) && Clouds.All(c => c.Account != tie.Account);
}
