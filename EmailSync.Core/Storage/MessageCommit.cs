using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Directory;

namespace EmailSync.Core.Storage;

/// <summary>The next state of a message.</summary>
/// <param name="Event">What the CRM is told of it, or null.</param>
/// <param name="Content">Its content where this commit brings it; null leaves what is there.</param>
public sealed record MessageCommit(SyncedMessage Message, CrmEventType? Event, PreparedContent? Content = null)
{
    /// <summary>Contacts that were made for this message (R14): the CRM is told of them before it is told of the message.</summary>
    public IReadOnlyList<ContactId> Created { get; init; } = [];

    /// <summary>The thread as it was seen before the commit; where it knows all addresses of the message, it is not read again.</summary>
    public Threads.ThreadRecord? Seen { get; init; }
}
