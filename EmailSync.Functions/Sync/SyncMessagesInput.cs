using EmailSync.Core.Sync;

namespace EmailSync.Functions.Sync;

public sealed record SyncMessagesInput(string MailboxId, IReadOnlyList<MessageRef> Messages, DateTimeOffset? ReadAt = null);
