using EmailSync.Core.Conversations;
using EmailSync.Core.Directory.Imports;
using EmailSync.Core.Sending;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Directory;

/// <summary>R27: what is left of a location that is being erased beside its contacts and connections.</summary>
public sealed class ErasedRemains(
    LocationTrail trail,
    SendLedger ledger,
    SendWork work,
    BatchStore batches,
    ImportStore imports,
    ConversationList list,
    Expiry expiry,
    ThreadIndex threads,
    AutomaticSenders automatic,
    SuppressionStore suppressions,
    LocationKeyStore keys,
    EventLogStore events,
    WebhookRemains webhooks,
    EraseConversation conversations,
    ContentStore contents,
    DueStore due,
    TimeProvider time)
{
    private const int StepSize = 50;
    private static readonly TimeSpan lookAgain = TimeSpan.FromMinutes(1);

    /// <summary>All of the ledger, whatever its keys were used for. A send that has not come to its end, with its draft, is waited for.</summary>
    public async Task<ErasureStep> RemoveSendsAsync(LocationErasure location, CancellationToken cancellationToken)
    {
        var (entries, _) = await trail.PageAsync(location.Location, TrailKind.Send, null, StepSize, cancellationToken);
        foreach (var entry in entries)
        {
            var send = await ledger.GetAsync(entry.Key, cancellationToken);
            if (send is { IsFinished: false } or { IsBeingErased: true })
            {
                await work.ScheduleAsync(entry.Key, time.GetUtcNow(), cancellationToken);
                return ErasureStep.Wait(time.GetUtcNow() + lookAgain);
            }
            if (send is { IsErased: false })
                await work.FinishAgainAsync(send, cancellationToken);
            await expiry.ExpectSendNoMoreAsync(entry.Key, entry.At, cancellationToken);
            await ledger.RemoveAsync(location.Location, entry.Key, cancellationToken);
        }
        return After(entries);
    }

    /// <summary>Batches, after their sends: whoever still runs one finds no location, and then no batch.</summary>
    public async Task<ErasureStep> RemoveBatchesAsync(LocationErasure location, CancellationToken cancellationToken)
    {
        var (entries, _) = await trail.PageAsync(location.Location, TrailKind.Batch, null, StepSize, cancellationToken);
        foreach (var entry in entries)
        {
            if (await batches.GetAsync(entry.Key, cancellationToken) is { } batch)
            {
                await expiry.ExpectBatchNoMoreAsync(batch, cancellationToken);
                await due.CancelAsync(DueKind.Batch, batch.Token, batch.SendAt, cancellationToken);
            }
            await batches.RemoveAsync(location.Location, entry.Key, cancellationToken);
        }
        return After(entries);
    }

    /// <summary>Imports of contacts: whoever still runs one finds no location.</summary>
    public async Task<ErasureStep> RemoveImportsAsync(LocationErasure location, CancellationToken cancellationToken)
    {
        var (entries, _) = await trail.PageAsync(location.Location, TrailKind.Import, null, StepSize, cancellationToken);
        foreach (var entry in entries)
        {
            var import = new ContactImport { Token = entry.Key, Location = location.Location, AcceptedAt = entry.At };
            await expiry.ExpectImportNoMoreAsync(import, cancellationToken);
            await imports.RemoveAsync(location.Location, entry.Key, cancellationToken);
        }
        return After(entries);
    }

    /// <summary>What was listed and not committed.</summary>
    public async Task<ErasureStep> RemoveListAsync(LocationErasure location, CancellationToken cancellationToken) =>
        await list.EraseAsync(location.Location, cancellationToken) ? new ErasureStep(LocationTrail.Start) : ErasureStep.StageDone;

    /// <summary>Claims that outlived their message, who waited, and marks of other locations' mail.</summary>
    public async Task<ErasureStep> RemoveThreadsAsync(LocationErasure location, TrailKind kind, CancellationToken cancellationToken)
    {
        var (entries, _) = await trail.PageAsync(location.Location, kind, null, StepSize, cancellationToken);
        foreach (var entry in entries)
        {
            await threads.RemoveAsync(location.Location, entry, cancellationToken);
            await trail.RemoveAsync(location.Location, entry, cancellationToken);
        }
        return After(entries);
    }

    public async Task<ErasureStep> RemoveAutomaticSendersAsync(LocationErasure location, CancellationToken cancellationToken)
    {
        var (entries, _) = await trail.PageAsync(location.Location, TrailKind.AutomaticSender, null, StepSize, cancellationToken);
        foreach (var entry in entries)
            await automatic.RemoveAsync(location.Location, entry.Key, cancellationToken);
        return After(entries);
    }

    /// <summary>Who unsubscribed from a location that is gone gets nothing from it.</summary>
    public async Task<ErasureStep> RemoveSuppressionsAsync(LocationErasure location, CancellationToken cancellationToken) =>
        await suppressions.EraseAsync(location.Location, StepSize, cancellationToken)
            ? new ErasureStep(LocationTrail.Start)
            : ErasureStep.StageDone;

    /// <summary>They open nothing since the location was deleted.</summary>
    public async Task<ErasureStep> RemoveKeysAsync(LocationErasure location, CancellationToken cancellationToken) =>
        await keys.EraseAsync(location.Location, StepSize, cancellationToken) ? new ErasureStep(LocationTrail.Start) : ErasureStep.StageDone;

    /// <summary>What was told, or would have been.</summary>
    public async Task<ErasureStep> RemoveEventsAsync(LocationErasure location, CancellationToken cancellationToken) =>
        await events.EraseAsync(location.Location, cancellationToken) || await webhooks.EraseAsync(location.Location, cancellationToken) ? new ErasureStep(LocationTrail.Start) : ErasureStep.StageDone;

    /// <summary>Uploads, and content that no conversation has.</summary>
    public async Task<ErasureStep> EmptyBlobsAsync(LocationErasure location, CancellationToken cancellationToken) =>
        await conversations.EraseBlobsAsync(contents.ListAsync(location.Location, cancellationToken), location.Location, cancellationToken)
            ? new ErasureStep(LocationTrail.Start)
            : ErasureStep.StageDone;

    /// <summary>Whether somebody has written something after all.</summary>
    public async Task<bool> AreAnyAsync(LocationErasure location, CancellationToken cancellationToken)
    {
        foreach (var kind in Enum.GetValues<TrailKind>())
        {
            if ((await trail.PageAsync(location.Location, kind, null, 1, cancellationToken)).Entries.Count > 0)
                return true;
        }
        if (await list.IsAnyAsync(location.Location, cancellationToken))
            return true;
        if ((await suppressions.ListAsync(location.Location, null, 1, cancellationToken)).Count > 0
            || (await keys.ListAsync(location.Location, null, 1, cancellationToken)).Count > 0
            || await events.AreAnyAsync(location.Location, cancellationToken) || await webhooks.AreAnyAsync(location.Location, cancellationToken))
            return true;
        await foreach (var _ in contents.ListAsync(location.Location, cancellationToken))
            return true;
        return false;
    }

    private static ErasureStep After(IReadOnlyList<TrailEntry> entries) =>
        entries.Count > 0 ? new ErasureStep(LocationTrail.Start) : ErasureStep.StageDone;
}
