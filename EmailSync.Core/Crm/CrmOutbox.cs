using EmailSync.Core.Conversations;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Crm;

/// <summary>
/// The pending marker of a stream of events. It is set before the transaction that fills the outbox, so that events cannot be stranded; a marker
/// without events costs one look. It becomes due only when the transaction is over for certain; whoever commits starts the delivery at once besides, and whoever
/// has told the events takes the marker away that they name.
/// </summary>
public sealed class CrmOutbox(DueStore due, TimeProvider time)
{
    private static readonly TimeSpan LongestTransaction = TimeSpan.FromMinutes(1);

    /// <returns>When the marker is due, for the commit that follows: its events name it.</returns>
    public Task<DateTimeOffset> AnnounceAsync(ConversationKey conversation, CancellationToken cancellationToken) =>
        AnnounceAsync(EventStream.Of(conversation), cancellationToken);

    /// <inheritdoc cref="AnnounceAsync(ConversationKey, CancellationToken)"/>
    public async Task<DateTimeOffset> AnnounceAsync(EventStream stream, CancellationToken cancellationToken)
    {
        var dueAt = time.GetUtcNow() + LongestTransaction;
        await due.ScheduleAsync(DueKind.Deliver, stream.Value, dueAt, cancellationToken);
        return dueAt;
    }

    /// <summary>After the transaction, by those who cannot start the delivery themselves: the next sweep does.</summary>
    public Task DeliverSoonAsync(EventStream stream, CancellationToken cancellationToken) =>
        due.ScheduleAsync(DueKind.Deliver, stream.Value, time.GetUtcNow(), cancellationToken);
}
