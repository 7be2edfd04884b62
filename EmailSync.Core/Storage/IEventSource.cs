using EmailSync.Core.Crm;

namespace EmailSync.Core.Storage;

/// <summary>A store that keeps events for the CRM beside what they are about, so that both are written in one transaction.</summary>
public interface IEventSource
{
    /// <summary>Null when the stream holds nothing yet.</summary>
    Task<EventOwner?> OwnerOfAsync(EventStream stream, CancellationToken cancellationToken);

    /// <summary>Undelivered events in their order.</summary>
    IAsyncEnumerable<OutboxEvent> ListOutboxAsync(EventStream stream, CancellationToken cancellationToken);

    Task RemoveFromOutboxAsync(OutboxEvent delivered, CancellationToken cancellationToken);

    /// <summary>Notes an attempt that was to no avail.</summary>
    Task NoteFailureAsync(OutboxEvent failed, CancellationToken cancellationToken);
}
