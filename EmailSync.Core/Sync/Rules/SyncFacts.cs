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

    /// <summary>A delivery report that names nobody but logging addresses (R14).</summary>
    public bool IsLoggingBounce { get; init; }

    /// <summary>R16: false where only threads in which the CRM has a part may sync.</summary>
    public bool TwoWaySync { get; init; } = true;

    public AssignmentPolicy Assignment { get; init; } = AssignmentPolicy.Never;

    /// <summary>The mailbox is connected in more than one location.</summary>
    public bool MultiLocation { get; init; }

    /// <summary>The CRM sent it from this mailbox on behalf of another location (R22).</summary>
    public bool SentElsewhere { get; init; }

    /// <summary>The thread it belongs to, where the location knows one.</summary>
    public ThreadMatch? Thread { get; init; }

    /// <summary>R26: the location has this very mail from another mailbox.</summary>
    public KnownThread? SameMail { get; init; }

    /// <summary>The user's own logging address stands in Cc or Bcc (R14).</summary>
    public bool IsLogged { get; init; }

    /// <summary>The addresses in each header, in header order.</summary>
    public IReadOnlyList<Correspondent> From { get; init; } = [];

    public IReadOnlyList<Correspondent> To { get; init; } = [];
    public IReadOnlyList<Correspondent> Cc { get; init; } = [];
    public IReadOnlyList<Correspondent> Bcc { get; init; } = [];
}
