using EmailSync.Core.Conversations;
using EmailSync.Core.Crm;
using EmailSync.Core.Storage;

namespace EmailSync.Core.Tracking;

/// <summary>Notes at a tracked mail that it was opened or a link in it followed (R38), and tells the CRM of the first time.</summary>
public sealed class TrackedVisits(DirectoryStore directory, ConversationStore conversations, CrmOutbox outbox, TimeProvider time)
{
    /// <summary>Nothing is noted of a mail that is gone, was not tracked, or whose location tracks no longer. May be repeated.</summary>
    public async Task NoteAsync(TrackingToken token, Visitor visitor, CancellationToken cancellationToken)
    {
        if (await directory.GetLocationAsync(token.Location, cancellationToken) is not { } location
            || !(token.Target is null ? location.Settings.TracksOpens : location.Settings.TracksClicks))
            return;
        var at = time.GetUtcNow();
        if (await conversations.GetVisibleAsync(token.Location, token.Message, cancellationToken) is not { } message
            || Apply(message, token, visitor, at) is not { } change)
            return;
        var conversation = token.Message.Conversation;
        DateTimeOffset? marker = change.Event is null ? null : await outbox.AnnounceAsync(conversation, cancellationToken);
        try
        {
            await conversations.CommitAsync(token.Message, message.Contact, marker, before => Apply(before, token, visitor, at), cancellationToken);
        }
        catch (ConversationErasedException)
        {
            // R27: there is nothing left at which it could be noted.
            return;
        }
        if (marker is not null)
            await outbox.DeliverSoonAsync(EventStream.Of(conversation), cancellationToken);
    }

    /// <summary>What a visit makes of the mail; null where it tells nothing new.</summary>
    public static MessageCommit? Apply(SyncedMessage? before, TrackingToken token, Visitor visitor, DateTimeOffset at)
    {
        if (before?.Tracking is not { } tracking)
            return null;
        if (token.Target is not { } target)
        {
            var opened = tracking.Opened(at, visitor.IsPrefetch);
            return opened == tracking ? null : Commit(before, opened, tracking.Opens == 0 && opened.Opens > 0 ? CrmEventType.MessageOpened : null);
        }
        if (visitor.IsPrefetch)
            return null;
        var clicked = tracking.Clicked(target, at);
        return clicked == tracking ? null : Commit(before, clicked, clicked.Links.Count > tracking.Links.Count ? CrmEventType.MessageClicked : null);
    }

    private static MessageCommit Commit(SyncedMessage before, MessageTracking tracking, CrmEventType? type) => new(before with { Tracking = tracking }, type);
}
