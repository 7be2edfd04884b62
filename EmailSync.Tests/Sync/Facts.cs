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
    public static readonly AddressOwners Nobody = AddressOwners.None;

    public static SyncFacts Inbound(params AddressOwners[] from) => new()
    {
        Placement = Placement.Inbox | Placement.Unread,
        ReceivedAt = Connected.AddHours(1),
        ConnectedAt = Connected,
        User = User,
        From = from,
    };

    public static SyncFacts Outbound(params AddressOwners[] to) =>
        Inbound() with { Placement = Placement.Sent, To = to };

    public static AddressOwners Owned(ContactId contact, UserId? assignedTo = null, int createdDay = 1) =>
        new([new AddressOwner(contact, assignedTo, new DateTimeOffset(2026, 1, createdDay, 0, 0, 0, TimeSpan.Zero))]);

    public static ThreadMatch Thread(ContactId owner, DateTimeOffset? knownSince = null, bool byReference = false) =>
        new(new KnownThread(new ThreadId("t1"), owner, knownSince ?? Connected), byReference);
}
