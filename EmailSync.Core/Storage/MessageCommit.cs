using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;

namespace EmailSync.Core.Storage;

/// <summary>The next state of a message.</summary>
/// <param name="Event">What the CRM is told of it, or null.</param>
/// <param name="Content">Its content where this commit brings it; null leaves what is there.</param>
public sealed record MessageCommit(SyncedMessage Message, CrmEventType? Event, PreparedContent? Content = null);
