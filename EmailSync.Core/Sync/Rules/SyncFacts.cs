using EmailSync.Core.Directory;
using EmailSync.Core.Providers;
using EmailSync.Core.Threads;

namespace EmailSync.Core.Sync.Rules;

/// <summary>Everything the rules look at for one message and one connection. Built by <see cref="SyncFactsReader"/>, judged by <see cref="SyncRules"/>.</summary>
public sealed record SyncFacts
{
    public required Placement Placement { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    public required DateTimeOffset ConnectedAt { get; init; }
    public required UserId User { get; init; }
    public bool IsAutomatic { get; init; }

    /// <summary>Automatic mails of this sender that synced in the last hour (R23).</summary>
    public int AutomaticInLastHour { get; init; }

    public AssignmentPolicy Assignment { get; init; } = AssignmentPolicy.Never;

    /// <summary>The mailbox is connected in more than one location.</summary>
    public bool MultiLocation { get; init; }

    public ThreadMatch? Thread { get; init; }

    /// <summary>Contacts of the location by the addresses in each header, in header order; addresses nobody knows give <see cref="AddressOwners.None"/>.</summary>
    public IReadOnlyList<AddressOwners> From { get; init; } = [];

    public IReadOnlyList<AddressOwners> To { get; init; } = [];
    public IReadOnlyList<AddressOwners> Cc { get; init; } = [];
    public IReadOnlyList<AddressOwners> Bcc { get; init; } = [];
}
