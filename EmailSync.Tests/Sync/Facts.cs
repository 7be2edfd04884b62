using EmailSync.Core.Directory;
using EmailSync.Core.Providers;
using EmailSync.Core.Sync.Rules;
using EmailSync.Core.Threads;

namespace EmailSync.Tests.Sync;

/// <summary>Facts for the rules; a test names only what matters to it.</summary>
internal static class Facts
{
    public static readonly DateTimeOffset Connected = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    public static readonly UserId User = new("user-1");
    public static readonly ContactId Ana = new("ana");
    public static readonly ContactId Ben = new("ben");

    /// <summary>An address outside that the location does not know.</summary>
    public static readonly Correspondent Nobody = Correspondent.Unknown;

    /// <summary>A user of the location.</summary>
    public static readonly Correspondent Colleague = new(new AddressOwners([], IsInternal: true));

    /// <summary>Somebody's logging address.</summary>
    public static readonly Correspondent Logging = Correspondent.Unknown with { IsLoggingAddress = true };

    public static SyncFacts Inbound(params Correspondent[] from) => new()
    {
        Placement = Placement.Inbox | Placement.Unread,
        ReceivedAt = Connected.AddHours(1),
        ConnectedAt = Connected,
        User = User,
        From = from,
    };

    public static SyncFacts Outbound(params Correspondent[] to) =>
        Inbound() with { Placement = Placement.Sent, To = to };

    public static Correspondent Owned(ContactId contact, UserId? assignedTo = null, int createdDay = 1) => Shared(Owner(contact, assignedTo, createdDay));

    public static Correspondent Shared(params AddressOwner[] owners) => new(new AddressOwners(owners));

    public static AddressOwner Owner(ContactId contact, UserId? assignedTo = null, int createdDay = 1) =>
        new(contact, assignedTo, new DateTimeOffset(2026, 1, createdDay, 0, 0, 0, TimeSpan.Zero));

    /// <summary>An unknown address that a contact of this id could be made of.</summary>
    public static Correspondent Newcomer(string contact) => Nobody with { Possible = new ContactId(contact) };

    public static Correspondent InThread(this Correspondent correspondent) => correspondent with { IsInThread = true };

    public static ThreadMatch Thread(ContactId owner, DateTimeOffset? knownSince = null, bool byReference = false) =>
        new(new KnownThread(new ThreadId("t1"), owner, knownSince ?? Connected), byReference);

    public static ThreadMatch DetachedThread(ContactId owner, DateTimeOffset at) =>
        Thread(owner) with { State = ThreadRecord.New with { DetachedAt = at } };
}
