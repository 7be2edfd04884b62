using EmailSync.Core.Directory;
using EmailSync.Core.Mailboxes;

namespace EmailSync.Tests.Years;

/// <summary>What binds an owner to one location: the connection, and what RULES.md wants of the mail there.</summary>
internal sealed class Tie(LocationId location)
{
    private readonly Dictionary<YearsMail, Wanted> mails = [];

    public LocationId Location { get; } = location;

    public Connection? Connection { get; set; }

    /// <summary>The account that is, or was last, connected.</summary>
    public string Account { get; set; } = "";

    public bool IsPaused { get; set; }

    public IReadOnlyDictionary<YearsMail, Wanted> Mails => mails;

    /// <summary>What has been seen in the store.</summary>
    public HashSet<YearsMail> Stored { get; } = [];

    public IReadOnlyList<YearsMail> Pending => [.. mails.Where(m => m.Value == Wanted.Yes && !Stored.Contains(m.Key)).Select(m => m.Key)];

    public bool IsConnectedTo(string account) => Connection is not null && Account == account;

    public void Note(YearsMail mail, bool ofContact) => mails[mail] = ofContact && IsConnectedTo(mail.Account) ? Wanted.Yes : Wanted.No;

    /// <summary>What has not come in by now may stay away: its mailbox is not connected any more.</summary>
    public void ReleasePending()
    {
        foreach (var mail in Pending)
            mails[mail] = Wanted.MayBe;
    }
}
