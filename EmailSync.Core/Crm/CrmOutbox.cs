using EmailSync.Core.Conversations;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Crm;

/// <summary>
/// The pending marker of a stream of events. It is set before the transaction that fills the outbox, so that events cannot be stranded; a marker
/// without events costs one look. It becomes due only when the transaction is over for certain; whoever commits starts the delivery at once besides.
/// </summary>
public sealed class CrmOutbox(DueStore due, TimeProvider time)
{
    private static readonly TimeSpan LongestTransaction = TimeSpan.FromMinutes(1);

    public Task AnnounceAsync(ConversationKey conversation, CancellationToken cancellationToken) =>
        AnnounceAsync(EventStream.Of(conversation), cancellationToken);

    public Task AnnounceAsync(EventStream stream, CancellationToken cancellationToken) =>
        due.ScheduleAsync(DueKind.Deliver, stream.Value, time.GetUtcNow() + LongestTransaction, cancellationToken);

    /// <summary>After the transaction, by those who cannot start the delivery themselves: the next sweep does.</summary>
    public Task DeliverSoonAsync(EventStream stream, CancellationToken cancellationToken) =>
        due.ScheduleAsync(DueKind.Deliver, stream.Value, time.GetUtcNow(), cancellationToken);
}
