using EmailSync.Core.Mailboxes;
using Microsoft.Graph.Me.MailFolders.Item.Messages.Delta;
using Microsoft.Graph.Models;

namespace EmailSync.Core.Providers.Outlook;

/// <summary>
/// Change feeds: one per folder, and one of the folders themselves. Graph has no "from now on": a folder's feed begins with a walk through all that it
/// holds, newest first, of which only what came since the pin is told.
/// </summary>
internal sealed class OutlookFeeds(OutlookClient client, OutlookFolders folders, TimeProvider time)
{
    private const int PageSize = 50;
    private const int WalkPageSize = 100;

    // Pages of old mail tell nothing, and storing the place after each costs as much as turning it; few, since the caller turns many in one step.
    private const int EmptyPagesAtOnce = 3;

    // Exchange's clock and ours differ.
    private static readonly TimeSpan clockSlack = TimeSpan.FromMinutes(10);

    public async Task<IReadOnlyList<FeedCursor>> PinAsync(MailboxId mailbox, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (tree, link) = await folders.ReadAsync(mailbox, cancellationToken);
        return
        [
            .. tree.Parents.Keys.Where(tree.IsFollowed)
                .OrderBy(id => tree.Is(id, OutlookFolder.Inbox) ? 0 : tree.Is(id, OutlookFolder.SentItems) ? 1 : 2)
                .Select(id => OutlookPosition.Of(id, tree.Is(id, OutlookFolder.Inbox), now).ToCursor(quiet: IsQuiet(tree, id))),
            OutlookPosition.OfFolders(now, link).ToCursor(quiet: true),
        ];
    }

    public Task<ChangePage> ListAsync(MailboxId mailbox, FeedCursor cursor, CancellationToken cancellationToken) =>
        OutlookPosition.Read(cursor) switch
        {
            null => throw new MailProviderException(MailProviderFailure.CursorExpired, "cursor_unreadable"),

            // Graph has another address by now: the link will never be good again.
            { Link: { } link } when !client.IsWithinGraph(link) => throw new MailProviderException(MailProviderFailure.CursorExpired, "cursor_unreadable"),
            { Folder: null } position => FoldersAsync(mailbox, position, cancellationToken),
            { Folder: { } folder } position => MessagesAsync(mailbox, folder, position, cursor, cancellationToken),
        };

    private async Task<ChangePage> MessagesAsync(
        MailboxId mailbox, string folder, OutlookPosition start, FeedCursor cursor, CancellationToken cancellationToken)
    {
        var position = start;
        for (var turned = 1; ; turned++)
        {
            DeltaGetResponse answer;
            try
            {
                answer = await PageAsync(mailbox, folder, position, cancellationToken);
            }
            catch (MailProviderException e) when (e.Kind == MailProviderFailure.NotFound)
            {
                // A folder that is there while its changes are not is one whose changes were forgotten: its feed would never be opened again.
                if (await folders.ExistsAsync(mailbox, folder, cancellationToken))
                    throw new MailProviderException(MailProviderFailure.CursorExpired, e.Code, null, e);

                // Deleted with its mail; the feed of the folders says so too, maybe later.
                return new ChangePage([], cursor, HasMore: false) { Closed = [cursor.Feed] };
            }
            catch (MailProviderException e) when (turned > 1 && e.Kind is MailProviderFailure.Throttled or MailProviderFailure.Transient)
            {
                // What was turned so far is kept; the next call meets the failure itself.
                return new ChangePage([], position.ToCursor(cursor.Quiet), HasMore: true);
            }

            var changes = Changes(answer.Value ?? [], position);
            var slack = position.Stage == OutlookStage.Live ? null : new PinSlack(position.Since - clockSlack, position.Since);
            position = After(position, answer);
            var hasMore = position.Stage == OutlookStage.Walk || answer.OdataNextLink is { Length: > 0 };
            if (changes.Count > 0 || !hasMore || turned == EmptyPagesAtOnce)
                return new ChangePage(changes, position.ToCursor(cursor.Quiet), hasMore) { Slack = slack };
        }
    }

    private Task<DeltaGetResponse> PageAsync(MailboxId mailbox, string folder, OutlookPosition position, CancellationToken cancellationToken)
    {
        var delta = client.Graph.Me.MailFolders[folder].Messages.Delta;
        var request = position.Link is { } link
            ? delta.WithUrl(client.Checked(link)).ToGetRequestInformation()
            : delta.ToGetRequestInformation(configure =>
            {
                configure.QueryParameters.Select = OutlookMessages.Selected;
                configure.QueryParameters.Expand = [OutlookProperties.Expand];
                configure.QueryParameters.Orderby = ["receivedDateTime desc"];
            });
        request.Headers.Add("Prefer", $"odata.maxpagesize={(position.Stage == OutlookStage.Live ? PageSize : WalkPageSize)}");
        return client.SendAsync(mailbox, GraphMethod.MessagesDelta, request, DeltaGetResponse.CreateFromDiscriminatorValue, cancellationToken);
    }

    private OutlookPosition After(OutlookPosition position, DeltaGetResponse answer) => answer.OdataNextLink is { Length: > 0 } next
        ? position with { Link = client.Checked(next), Stage = position.Stage == OutlookStage.Live ? OutlookStage.Live : OutlookStage.Walk }
        : position with { Link = client.Checked(answer.OdataDeltaLink ?? throw OutlookClient.Unreadable()), Stage = OutlookStage.Live };

    /// <summary>Each message once, as its last entry says, oldest first: an answer after the mail that it answers.</summary>
    private static List<MessageChange> Changes(List<Message> entries, OutlookPosition position)
    {
        var from = position.Stage == OutlookStage.Live ? DateTimeOffset.MinValue : position.Since - clockSlack;
        var changes = new Dictionary<string, (MessageChange Change, DateTimeOffset At)>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (entry.Id is not { Length: > 0 } id || (entry.ReceivedDateTime is { } at && at < from)) continue;
            var change = Change(entry, position.IsInbox ? Placement.Inbox : Placement.None);

            // A message that left and came again within one page is there; one that changed after it came has come.
            if (changes.TryGetValue(id, out var before) && !OutlookMessages.IsRemoved(entry) && change.Kind != MessageChangeKind.Appeared)
            {
                changes[id] = before with { Change = Changed(before.Change, change.News) };
                continue;
            }
            changes[id] = (change, entry.ReceivedDateTime ?? DateTimeOffset.MaxValue);
        }
        return [.. changes.Values.OrderBy(found => found.At).Select(found => found.Change)];
    }

    // Leaving a folder and being deleted look the same here, and an entry may hold no more than what has changed. A draft is no mail yet.
    private static MessageChange Change(Message entry, Placement folder)
    {
        if (OutlookMessages.IsRemoved(entry) || !OutlookMessages.IsWhole(entry))
            return new MessageChange(OutlookMessages.Id(entry), null, MessageChangeKind.StateChanged) { News = OutlookMessages.News(entry) };
        var headers = OutlookMessages.Headers(entry, folder);
        return new MessageChange(
            headers.Id, headers.Thread, entry.IsDraft == true ? MessageChangeKind.StateChanged : MessageChangeKind.Appeared, headers)
        {
            News = OutlookMessages.News(entry),
        };
    }

    /// <summary>What came first, with what was said of it after; its headers are stored as they are, so that they have to say the same.</summary>
    private static MessageChange Changed(MessageChange before, StateNews? news)
    {
        if (news is null) return before;
        var headers = before.Headers is { } known && news.Read is { } read
            ? known with { Placement = read ? known.Placement & ~Placement.Unread : known.Placement | Placement.Unread }
            : before.Headers;
        return before with { Headers = headers, News = before.News?.Then(news) ?? news };
    }

    private async Task<ChangePage> FoldersAsync(MailboxId mailbox, OutlookPosition position, CancellationToken cancellationToken)
    {
        Microsoft.Graph.Me.MailFolders.Delta.DeltaGetResponse answer;
        try
        {
            answer = await folders.DeltaAsync(mailbox, position.Link, cancellationToken);
        }
        catch (MailProviderException e) when (e.Kind == MailProviderFailure.CursorExpired && position.Link is not null)
        {
            // All folders come again; those that are known already are not opened twice.
            answer = await folders.DeltaAsync(mailbox, null, cancellationToken);
        }
        var next = OutlookPosition.OfFolders(
            position.Since, client.Checked(answer.OdataNextLink ?? answer.OdataDeltaLink ?? throw OutlookClient.Unreadable()));
        var page = new ChangePage([], next.ToCursor(quiet: true), answer.OdataNextLink is { Length: > 0 });
        var changed = (answer.Value ?? []).Where(folder => folder.Id is { Length: > 0 } && !OutlookFolders.IsSearch(folder)).ToList();
        if (changed.Count == 0) return page;

        var tree = await folders.LearnAsync(mailbox, changed, cancellationToken);
        var removed = changed.Where(OutlookFolders.IsRemoved).Select(folder => folder.Id!).ToHashSet(StringComparer.Ordinal);
        var touched = tree.Within(changed.Select(folder => folder.Id!).ToHashSet(StringComparer.Ordinal)).Where(id => !removed.Contains(id)).ToList();
        return page with
        {
            Opened = [.. touched.Where(tree.IsFollowed).Select(id => OutlookPosition.Of(id, tree.Is(id, OutlookFolder.Inbox), position.Since).ToCursor(IsQuiet(tree, id)))],
            Closed = [.. removed.Concat(touched.Where(id => !tree.IsFollowed(id))).Select(OutlookPosition.FeedOf)],
        };
    }

    private static bool IsQuiet(FolderTree tree, string folder) => !tree.Is(folder, OutlookFolder.Inbox) && !tree.Is(folder, OutlookFolder.SentItems);
}
