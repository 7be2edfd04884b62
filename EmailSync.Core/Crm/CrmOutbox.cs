using EmailSync.Core.Conversations;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Crm;

/// <summary>
/// The pending marker of a conversation's outbox. It is set before the transaction that fills the outbox, so that events cannot be stranded; a marker
/// without events costs one look. It becomes due only when the transaction is over for certain; whoever commits starts the delivery at once besides.
/// </summary>
public sealed class CrmOutbox(DueStore due, TimeProvider time)
{
    private static readonly TimeSpan LongestTransaction = TimeSpan.FromMinutes(1);

    public Task AnnounceAsync(ConversationKey conversation, CancellationToken cancellationToken) =>
        due.ScheduleAsync(DueKind.Deliver, conversation.Value, time.GetUtcNow() + LongestTransaction, cancellationToken);
}
