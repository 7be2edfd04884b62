using EmailSync.Core.Conversations;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Updates;

/// <summary>
/// The pointer by which sweeps find a message whose mailbox owes the CRM a wish. It is set before the wish is stored and becomes due only when that is over
/// for certain; a pointer without a wish costs one look.
/// </summary>
public sealed class UpdateWork(DueStore due, TimeProvider time)
{
    private static readonly TimeSpan LongestTransaction = TimeSpan.FromMinutes(1);

    public Task ExpectAsync(MessageId message, CancellationToken cancellationToken) =>
        ScheduleAsync(message, time.GetUtcNow() + LongestTransaction, cancellationToken);

    public Task ScheduleAsync(MessageId message, DateTimeOffset at, CancellationToken cancellationToken) =>
        due.ScheduleAsync(DueKind.Update, message.Value, at, cancellationToken);

    /// <summary>Pointers that are not due yet stand for wishes that may be on their way.</summary>
    public Task DoneAsync(MessageId message, CancellationToken cancellationToken) =>
        due.CancelDueAsync(DueKind.Update, message.Value, time.GetUtcNow(), cancellationToken);
}
