using EmailSync.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailSync.Core.Directory;

/// <summary>
/// R27: deletes a location and erases everything of it, in bounded steps that may each be repeated (docs/decisions/0028-erasing-a-location.md). First the location is
/// unknown; then nothing can be written for it any more; then what stands is erased, and a day later what work that was under way has left since.
/// </summary>
public sealed partial class EraseLocation(
    LocationErasureStore erasures,
    ErasedContacts contacts,
    ErasedConnections connections,
    ErasedRemains remains,
    DirectoryStore directory,
    DueStore due,
    IOptions<EmailSyncOptions> options,
    TimeProvider time,
    ILogger<EraseLocation> logger)
{
    /// <summary>Should the call that deletes the location die before it has started the rest.</summary>
    private static readonly TimeSpan grace = TimeSpan.FromMinutes(1);

    /// <returns>The subject of the erasure, to be gone on with; null when there is no such location, or not any more.</returns>
    public async Task<string?> BeginAsync(LocationId location, CancellationToken cancellationToken) =>
        (await BeginAsync(location, Precondition.None, cancellationToken)).Subject;

    /// <returns>As <see cref="BeginAsync(LocationId, CancellationToken)"/>; and whether the location is there and the condition does not hold for it.</returns>
    public async Task<(string? Subject, bool IsRefused)> BeginAsync(LocationId location, Precondition precondition, CancellationToken cancellationToken)
    {
        if (await directory.GetLocationAsync(location, cancellationToken) is not { } standing)
            return (null, false);
        if (!precondition.Holds(standing.Version))
            return (null, true);
        var now = time.GetUtcNow();
        var subject = erasures.SubjectOf(location);
        await due.ScheduleAsync(DueKind.Erase, subject, now + grace, cancellationToken);
        return await erasures.BeginAsync(location, now, precondition, cancellationToken) switch
        {
            true => (subject, false),
            false => (null, true),
            null => (null, false),
        };
    }

    /// <returns>True when there is more to do at once.</returns>
    public async Task<bool> StepAsync(string subject, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await erasures.FindAsync(subject, cancellationToken) is not { } erasure)
        {
            // All is done; or the location still stands, because the call died right before it went.
            await due.CancelDueAsync(DueKind.Erase, subject, now, cancellationToken);
            return false;
        }
        if (erasure.NotBefore is { } notBefore && notBefore > now)
            return await RestAsync(subject, notBefore, cancellationToken);
        if (erasure.Stage == LocationErasureStage.Finish)
            return await FinishAsync(subject, erasure, cancellationToken);

        var step = await StepAsync(subject, erasure, cancellationToken);
        var next = step switch
        {
            { WaitUntil: { } until } => erasure with { NotBefore = until },
            { Cursor: { } cursor } => erasure with { Cursor = cursor, NotBefore = null },
            _ => After(erasure, now),
        };
        await erasures.SaveAsync(next, cancellationToken);
        return true;
    }

    private Task<ErasureStep> StepAsync(string subject, LocationErasure erasure, CancellationToken cancellationToken) => erasure.Stage switch
    {
        LocationErasureStage.EndConnections => connections.EndAsync(erasure, cancellationToken),
        LocationErasureStage.RemoveUsers => connections.RemoveUsersAsync(erasure, cancellationToken),
        LocationErasureStage.RemoveKeys => remains.RemoveKeysAsync(erasure, cancellationToken),
        LocationErasureStage.TakeOutContacts => contacts.TakeOutAsync(erasure, cancellationToken),
        LocationErasureStage.EmptyConversations => contacts.EmptyAsync(erasure, cancellationToken),
        LocationErasureStage.EmptyLogs => connections.EmptyLogsAsync(erasure, cancellationToken),
        LocationErasureStage.EmptyBlobs => remains.EmptyBlobsAsync(erasure, cancellationToken),
        LocationErasureStage.RemoveContacts => contacts.RemoveAsync(erasure, cancellationToken),
        LocationErasureStage.RemoveSends => remains.RemoveSendsAsync(erasure, cancellationToken),
        LocationErasureStage.RemoveBatches => remains.RemoveBatchesAsync(erasure, cancellationToken),
        LocationErasureStage.RemoveImports => remains.RemoveImportsAsync(erasure, cancellationToken),
        LocationErasureStage.RemoveList => remains.RemoveListAsync(erasure, cancellationToken),
        LocationErasureStage.RemoveHeaders => remains.RemoveThreadsAsync(erasure, TrailKind.Header, cancellationToken),
        LocationErasureStage.RemoveProviderThreads => remains.RemoveThreadsAsync(erasure, TrailKind.ProviderThread, cancellationToken),
        LocationErasureStage.RemoveAutomaticSenders => remains.RemoveAutomaticSendersAsync(erasure, cancellationToken),
        LocationErasureStage.RemoveSuppressions => remains.RemoveSuppressionsAsync(erasure, cancellationToken),
        LocationErasureStage.RemoveEvents => remains.RemoveEventsAsync(erasure, cancellationToken),
        LocationErasureStage.RemoveConnections => connections.RemoveAsync(erasure, subject, cancellationToken),
        _ => throw new InvalidOperationException($"An erasure has no steps at {erasure.Stage}."),
    };

    /// <summary>
    /// What a stage is followed by. Where nothing new can begin any more, what has begun is given the time that it takes at most: three calls to storage lie
    /// between the last look at a connection and what is written for it.
    /// </summary>
    private LocationErasure After(LocationErasure erasure, DateTimeOffset now) => erasure.Stage switch
    {
        LocationErasureStage.TakeOutContacts => Go(erasure, erasure.Stage + 1) with { NotBefore = now + (2 * options.Value.DrainTime) },
        LocationErasureStage.EmptyBlobs when !erasure.IsSecond =>
            Go(erasure, LocationErasureStage.EndConnections) with { IsSecond = true, NotBefore = now + Erasure.ClosedFor },
        _ => Go(erasure, erasure.Stage + 1),
    };

    private static LocationErasure Go(LocationErasure erasure, LocationErasureStage stage) =>
        erasure with { Stage = stage, Cursor = null, NotBefore = null };

    /// <summary>The next pointer first: the erasure is never without one.</summary>
    private async Task<bool> RestAsync(string subject, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await due.ScheduleAsync(DueKind.Erase, subject, until, cancellationToken);
        await due.CancelDueAsync(DueKind.Erase, subject, time.GetUtcNow(), cancellationToken);
        return false;
    }

    private async Task<bool> FinishAsync(string subject, LocationErasure erasure, CancellationToken cancellationToken)
    {
        if (await remains.AreAnyAsync(erasure, cancellationToken)
            || (await directory.ListUsersAsync(erasure.Location, 1, cancellationToken)).Count > 0)
        {
            await erasures.SaveAsync(Go(erasure, LocationErasureStage.EndConnections), cancellationToken);
            return true;
        }
        if (await erasures.RemoveAsync(erasure, cancellationToken))
            LogErased(logger, subject);
        await due.CancelDueAsync(DueKind.Erase, subject, time.GetUtcNow(), cancellationToken);
        return false;
    }

    [LoggerMessage(1011, LogLevel.Information, "{Location} and everything of it has been erased")]
    private static partial void LogErased(ILogger logger, string location);
}
