using EmailSync.Core.Conversations;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Directory;

/// <summary>R27: the contacts of a location that is being erased, and their conversations, a few at a time. May be repeated at every step.</summary>
public sealed class ErasedContacts(
    LocationTrail trail, ContactRemoval removal, ErasureStore erasures, EraseConversation conversations, ContentStore contents, TimeProvider time)
{
    private const int StepSize = 16;

    /// <summary>They are gone, and their conversations closed: no transaction goes through from here on.</summary>
    public async Task<ErasureStep> TakeOutAsync(LocationErasure location, CancellationToken cancellationToken)
    {
        var (entries, next) = await PageAsync(location, location.Cursor, cancellationToken);
        await Task.WhenAll(entries.Select(async entry =>
        {
            foreach (var (_, erasure) in await removal.TakeOutAsync(location.Location, entry.Key, location.BeganAt, cancellationToken))
            {
                if (erasure.EmptiedAt is null)
                    await erasures.CloseAsync(erasure, cancellationToken);
            }
        }));
        return new ErasureStep(next);
    }

    /// <summary>A part of each conversation at a time; the page is left when all of them are empty.</summary>
    public async Task<ErasureStep> EmptyAsync(LocationErasure location, CancellationToken cancellationToken)
    {
        var (entries, next) = await PageAsync(location, location.Cursor, cancellationToken);
        var isMore = await Task.WhenAll(entries.Select(entry => EmptyAsync(location, entry, cancellationToken)));
        return isMore.Contains(true) ? new ErasureStep(location.Cursor ?? LocationTrail.Start) : new ErasureStep(next);
    }

    private async Task<bool> EmptyAsync(LocationErasure location, TrailEntry entry, CancellationToken cancellationToken)
    {
        foreach (var (subject, erasure) in await removal.TakeOutAsync(location.Location, entry.Key, location.BeganAt, cancellationToken))
        {
            if (erasure.EmptiedAt is not null)
                continue;
            if (await conversations.EmptyAsync(subject, erasure, cancellationToken))
                return true;
            await conversations.NoteEmptyAsync(subject, erasure, time.GetUtcNow(), cancellationToken);
        }
        return false;
    }

    /// <summary>Nothing that was under way can come any more: the conversations' heads go, and whatever else stands there.</summary>
    public async Task<ErasureStep> RemoveAsync(LocationErasure location, CancellationToken cancellationToken)
    {
        var (entries, _) = await PageAsync(location, cursor: null, cancellationToken);
        await Task.WhenAll(entries.Select(async entry =>
        {
            foreach (var (_, erasure) in await removal.TakeOutAsync(location.Location, entry.Key, location.BeganAt, cancellationToken))
            {
                while (await conversations.EraseBlobsAsync(
                    contents.ListAsync(erasure.Location, erasure.Conversation, cancellationToken), erasure.Location, cancellationToken))
                {
                }
                await erasures.OpenAsync(erasure.Conversation, cancellationToken);
            }
            await removal.ClearContactAsync(entry.Key, cancellationToken);
            await trail.RemoveAsync(location.Location, entry, cancellationToken);
        }));
        return entries.Count > 0 ? new ErasureStep(LocationTrail.Start) : ErasureStep.StageDone;
    }

    private Task<(IReadOnlyList<TrailEntry> Entries, string? Cursor)> PageAsync(
        LocationErasure location, string? cursor, CancellationToken cancellationToken) =>
        trail.PageAsync(location.Location, TrailKind.Contact, cursor, StepSize, cancellationToken);
}
