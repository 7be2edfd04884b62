using EmailSync.Core.Mailboxes;
using Microsoft.Graph.Models;
using Microsoft.Kiota.Abstractions;
using EmailAddress = EmailSync.Core.Directory.EmailAddress;

namespace EmailSync.Core.Providers.Outlook;

/// <summary>Outlook over Microsoft Graph's SDK. What differs from Gmail: a feed per folder whose pages carry headers, notifications that name a message, a send that answers nothing.</summary>
internal sealed class OutlookProvider(
    OutlookClient client, OutlookFolders folders, OutlookFeeds feeds, OutlookStates states, OutlookDrafts drafts, OutlookWatch watch) : IMailProvider
{
    private const string SmtpAlias = "smtp:";

    public MailProviderName Name => MailProviderName.Outlook;

    public IMailProvider ForOldMail => new OutlookProvider(client.ForOldMail(), folders, feeds, states, drafts, watch);

    /// <summary>What is known of a message only by its id takes two calls: for its place, and for the whole.</summary>
    public Task AffordAsync(MailboxId mailbox, int messages, CancellationToken cancellationToken) =>
        client.AffordAsync(mailbox, 2 * messages, cancellationToken);

    public Task<BudgetUsage> QuotaAsync(MailboxId mailbox, CancellationToken cancellationToken) => client.QuotaAsync(mailbox, cancellationToken);

    public TimeSpan ReceivedPrecision { get; } = TimeSpan.FromSeconds(1);

    public Task<IReadOnlyList<FeedCursor>> PinCursorsAsync(MailboxId mailbox, CancellationToken cancellationToken) =>
        feeds.PinAsync(mailbox, cancellationToken);

    public Task<ChangePage> ListChangesAsync(MailboxId mailbox, FeedCursor cursor, CancellationToken cancellationToken) =>
        feeds.ListAsync(mailbox, cursor, cancellationToken);

    public async Task<ListingPage> ListSinceAsync(
        MailboxId mailbox, DateTimeOffset since, EmailAddress? about, string? page, CancellationToken cancellationToken)
    {
        // Headers come with the listing; each message that is wanted is one call more.
        await client.AffordAsync(mailbox, OutlookListing.PageSize, cancellationToken);
        var place = page is null ? OutlookListing.Beginning : OutlookListing.Read(page);
        var request = place is null
            ? client.Graph.Me.Messages.WithUrl(Link(page!)).ToGetRequestInformation()
            : client.Graph.Me.Messages.ToGetRequestInformation(configure =>
            {
                configure.QueryParameters.Select = OutlookMessages.Selected;
                configure.QueryParameters.Expand = [OutlookProperties.Expand];
                configure.QueryParameters.Top = place.Top;
                if (about is { } address)
                {
                    // A search takes neither filter nor order: it has an order of its own, by time, newest first.
                    configure.QueryParameters.Search = OutlookSearch.Participant(address);
                    return;
                }
                configure.QueryParameters.Filter = place.Filter(since);
                configure.QueryParameters.Orderby = ["receivedDateTime desc"];
            });
        var answer = await client.SendAsync(
            mailbox, GraphMethod.MessagesList, request, MessageCollectionResponse.CreateFromDiscriminatorValue, cancellationToken);
        var found = answer.Value ?? [];
        var messages = new List<MessageChange>();
        foreach (var message in found.Where(message => about is null ? place?.Told.Contains(message.Id) != true : message.ReceivedDateTime >= since))
            if (await ChangeAsync(mailbox, message, cancellationToken) is { } change)
                messages.Add(change);

        // With the first page that is older as a whole, the rest of a search is older too.
        var isPast = about is not null && found.Count > 0 && found.TrueForAll(message => message.ReceivedDateTime < since);
        if (isPast || answer.OdataNextLink is not { Length: > 0 } link)
            return new ListingPage(messages, null);
        return new ListingPage(messages, (about is null ? place?.After(found)?.ToString() : null) ?? client.Checked(link));
    }

    private string Link(string page) => Uri.IsWellFormedUriString(page, UriKind.Absolute)
        ? client.Checked(page)
        : throw new MailProviderException(MailProviderFailure.CursorExpired, "page_unreadable");

    public async Task<MessageHeaders> GetHeadersAsync(MailboxId mailbox, ProviderMessageId message, CancellationToken cancellationToken)
    {
        var found = await GetAsync(mailbox, message, cancellationToken);
        return OutlookMessages.Headers(found, await folders.PlacementAsync(mailbox, found.ParentFolderId, cancellationToken));
    }

    public async Task<MessageChange?> ReadHintAsync(MailboxId mailbox, ProviderMessageId message, CancellationToken cancellationToken)
    {
        try
        {
            return await ChangeAsync(mailbox, await GetAsync(mailbox, message, cancellationToken), cancellationToken);
        }
        catch (MailProviderException e) when (e.Kind is MailProviderFailure.NotFound or MailProviderFailure.Rejected)
        {
            // Gone, or an id that Graph cannot read: whatever is there to know stands in the feed.
            return null;
        }
    }

    public async Task<RawMessage> GetRawAsync(MailboxId mailbox, ProviderMessageId message, MessageLocation? known, CancellationToken cancellationToken)
    {
        var request = client.Graph.Me.Messages[message.Value].Content.ToGetRequestInformation();
        if (known is not null) return OutlookMessages.Raw(message, known, await client.DownloadAsync(mailbox, GraphMethod.MessageRaw, request, cancellationToken));
        var found = await GetAsync(mailbox, message, cancellationToken);
        var mime = await client.DownloadAsync(mailbox, GraphMethod.MessageRaw, request, cancellationToken);
        return OutlookMessages.Raw(found, await folders.PlacementAsync(mailbox, found.ParentFolderId, cancellationToken), mime);
    }

    public Task<MessageState> GetStateAsync(MailboxId mailbox, ProviderMessageId message, CancellationToken cancellationToken) =>
        states.GetAsync(mailbox, message, cancellationToken);

    public Task SetReadAsync(MailboxId mailbox, ProviderMessageId message, bool read, CancellationToken cancellationToken) =>
        states.SetReadAsync(mailbox, message, read, cancellationToken);

    public Task TrashAsync(MailboxId mailbox, ProviderMessageId message, CancellationToken cancellationToken) =>
        states.TrashAsync(mailbox, message, cancellationToken);

    public Task RestoreAsync(MailboxId mailbox, ProviderMessageId message, string place, CancellationToken cancellationToken) =>
        states.RestoreAsync(mailbox, message, place, cancellationToken);

    public Task<WatchState> WatchAsync(MailboxId mailbox, string? pushIdentity, CancellationToken cancellationToken) =>
        watch.WatchAsync(mailbox, pushIdentity, cancellationToken);

    public Task UnwatchAsync(MailboxId mailbox, string? pushIdentity, CancellationToken cancellationToken) =>
        watch.UnwatchAsync(mailbox, pushIdentity, cancellationToken);

    public async Task<IReadOnlyList<SendAsAddress>> ListSendAsAsync(MailboxId mailbox, CancellationToken cancellationToken)
    {
        var request = client.Graph.Me.ToGetRequestInformation(
            configure => configure.QueryParameters.Select = ["id", "mail", "userPrincipalName", "displayName", "proxyAddresses"]);
        var me = await client.SendAsync(mailbox, GraphMethod.Me, request, User.CreateFromDiscriminatorValue, cancellationToken);
        var primary = me.Mail is { Length: > 0 } mail ? mail : me.UserPrincipalName is { Length: > 0 } name ? name : throw OutlookClient.Unreadable();
        var displayName = string.IsNullOrWhiteSpace(me.DisplayName) ? null : me.DisplayName;
        return
        [
            .. (me.ProxyAddresses ?? [])
                .Where(proxy => proxy.StartsWith(SmtpAlias, StringComparison.OrdinalIgnoreCase))
                .Select(proxy => proxy[SmtpAlias.Length..])
                .Prepend(primary)
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Select(address => new SendAsAddress(address, displayName, address == primary))
        ];
    }

    public Task<DraftId> CreateDraftAsync(MailboxId mailbox, ReadOnlyMemory<byte> mime, ProviderThreadId? thread, CancellationToken cancellationToken) =>
        drafts.CreateAsync(mailbox, mime, cancellationToken);

    public Task<SentMessage?> SendDraftAsync(MailboxId mailbox, DraftId draft, CancellationToken cancellationToken) =>
        drafts.SendAsync(mailbox, draft, cancellationToken);

    public Task<bool> DraftExistsAsync(MailboxId mailbox, DraftId draft, CancellationToken cancellationToken) =>
        drafts.ExistsAsync(mailbox, draft, cancellationToken);

    public Task DeleteDraftAsync(MailboxId mailbox, DraftId draft, CancellationToken cancellationToken) =>
        drafts.DeleteAsync(mailbox, draft, cancellationToken);

    public Task<IReadOnlyList<DraftId>> FindDraftsAsync(MailboxId mailbox, string sendToken, DateTimeOffset since, CancellationToken cancellationToken) =>
        drafts.FindAsync(mailbox, sendToken, since, cancellationToken);

    public Task<SentMessage?> FindSentAsync(MailboxId mailbox, string sendToken, DateTimeOffset since, CancellationToken cancellationToken) =>
        drafts.FindSentAsync(mailbox, sendToken, since, cancellationToken);

    /// <summary>Null for what is no mail yet: it stands in drafts or the outbox.</summary>
    private async Task<MessageChange?> ChangeAsync(MailboxId mailbox, Message message, CancellationToken cancellationToken)
    {
        if (message.IsDraft == true || !OutlookMessages.IsWhole(message)) return null;
        var folder = await folders.PlacementAsync(mailbox, message.ParentFolderId, cancellationToken);
        if (folder == Placement.Outbox) return null;
        var headers = OutlookMessages.Headers(message, folder);
        return new MessageChange(headers.Id, headers.Thread, MessageChangeKind.Appeared, headers) { News = StateNews.Of(headers.Placement) };
    }

    private Task<Message> GetAsync(MailboxId mailbox, ProviderMessageId message, CancellationToken cancellationToken)
    {
        RequestInformation request = client.Graph.Me.Messages[message.Value].ToGetRequestInformation(configure =>
        {
            configure.QueryParameters.Select = OutlookMessages.Selected;
            configure.QueryParameters.Expand = [OutlookProperties.Expand];
        });
        return client.SendAsync(mailbox, GraphMethod.MessageGet, request, Message.CreateFromDiscriminatorValue, cancellationToken);
    }
}
