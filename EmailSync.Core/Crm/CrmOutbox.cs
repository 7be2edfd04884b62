using EmailSync.Core.Conversations;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Crm;

/// <summary>
/// The pending marker of a conversation's outbox. It is set before the transaction that fills the outbox, so that events cannot be stranded; a marker
/// without events costs one look.
/// </summary>
public sealed class CrmOutbox(DueStore due, TimeProvider time)
{
    public Task AnnounceAsync(ConversationKey conversation, CancellationToken cancellationToken) =>
        due.ScheduleAsync(DueKind.Deliver, conversation.Value, time.GetUtcNow(), cancellationToken);
}
