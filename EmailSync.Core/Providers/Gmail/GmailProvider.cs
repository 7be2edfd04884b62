using EmailSync.Core.Directory;
using EmailSync.Core.Mail;
using EmailSync.Core.Mailboxes;
using Google.Apis.Gmail.v1;
using Google.Apis.Gmail.v1.Data;
using Google.Apis.Util;
using Microsoft.Extensions.Options;

namespace EmailSync.Core.Providers.Gmail;

/// <summary>Gmail over its official client. What differs from Outlook: one feed for the whole mailbox, no headers in it, labels for folders.</summary>
internal sealed class GmailProvider(GmailClient client, GmailDrafts drafts, IOptions<GmailOptions> options) : IMailProvider
{
    private const int PageSize = 100;

    /// <summary>What new mail may have to wait for.</summary>
    private const int OldMailPageSize = 10;

    private const string HistoryFields =
        "nextPageToken,historyId,history(messagesAdded/message(id,threadId,labelIds),messagesDeleted/message(id,threadId),"
        + "labelsAdded(message(id,threadId),labelIds),labelsRemoved(message(id,threadId),labelIds))";

    public MailProviderName Name => MailProviderName.Gmail;

    public IMailProvider ForOldMail => new GmailProvider(client.ForOldMail(), drafts, options);

    public Task AffordAsync(MailboxId mailbox, int messages, CancellationToken cancellationToken) =>
        client.AffordMessagesAsync(mailbox, messages, cancellationToken);

    public Task<BudgetUsage> QuotaAsync(MailboxId mailbox, CancellationToken cancellationToken) => client.QuotaAsync(mailbox, cancellationToken);

    /// <summary>Gmail announces at most one change per second and mailbox and drops the rest.</summary>
    public TimeSpan SilentSpan { get; } = TimeSpan.FromSeconds(1.5);

    public async Task<IReadOnlyList<FeedCursor>> PinCursorsAsync(MailboxId mailbox, CancellationToken cancellationToken)
    {
        var profile = await ProfileAsync(mailbox, cancellationToken);
        return [new GmailPosition(profile.HistoryId ?? throw GmailMessages.Unreadable()).ToCursor()];
    }

    public async Task<ChangePage> ListChangesAsync(MailboxId mailbox, FeedCursor cursor, CancellationToken cancellationToken)
    {
        var position = GmailPosition.Read(cursor) ?? throw new MailProviderException(MailProviderFailure.CursorExpired, "cursor_unreadable");
        try
        {
            return await HistoryAsync(mailbox, position, cancellationToken);
        }
        catch (MailProviderException e) when (e.Kind == MailProviderFailure.CursorExpired && position.PageToken is not null)
        {
            // Page tokens die long before history does: begin the pages again. What was seen already comes twice, which is allowed.
            return await HistoryAsync(mailbox, position with { PageToken = null }, cancellationToken);
        }
    }

    public async Task<ListingPage> ListSinceAsync(
        MailboxId mailbox, DateTimeOffset since, EmailAddress? about, string? page, CancellationToken cancellationToken)
    {
        await AffordAsync(mailbox, OldMailPageSize, cancellationToken);
        var query = GmailSearch.Query(since, about);
        var answer = await client.CallAsync(mailbox, GmailMethod.MessagesList, service =>
        {
            var request = service.Users.Messages.List(GmailClient.Me);
            request.Q = query;
            request.IncludeSpamTrash = true;
            request.MaxResults = OldMailPageSize;
            request.PageToken = page;
            request.Fields = "nextPageToken,messages(id,threadId)";
            return request;
        }, cancellationToken);
        return new ListingPage(
            [.. (answer.Messages ?? []).Select(GmailMessages.Listed)], string.IsNullOrEmpty(answer.NextPageToken) ? null : answer.NextPageToken);
    }

    public async Task<MessageHeaders> GetHeadersAsync(MailboxId mailbox, ProviderMessageId message, CancellationToken cancellationToken) =>
        GmailMessages.Headers(await client.CallAsync(mailbox, GmailMethod.MessagesGet, service =>
        {
            var request = service.Users.Messages.Get(GmailClient.Me, message.Value);
            request.Format = UsersResource.MessagesResource.GetRequest.FormatEnum.Metadata;
            request.MetadataHeaders = new Repeatable<string>(EnvelopeReader.HeaderNames);
            request.Fields = "id,threadId,labelIds,internalDate,payload/headers";
            return request;
        }, cancellationToken));

    /// <summary>A push names the mailbox and nothing in it.</summary>
    public Task<MessageChange?> ReadHintAsync(MailboxId mailbox, ProviderMessageId message, CancellationToken cancellationToken) =>
        Task.FromResult<MessageChange?>(null);

    public async Task<RawMessage> GetRawAsync(MailboxId mailbox, ProviderMessageId message, MessageLocation? known, CancellationToken cancellationToken) =>
        GmailMessages.Raw(await client.CallAsync(mailbox, GmailMethod.MessagesGet, service =>
        {
            var request = service.Users.Messages.Get(GmailClient.Me, message.Value);
            request.Format = UsersResource.MessagesResource.GetRequest.FormatEnum.Raw;
            request.Fields = "id,threadId,labelIds,internalDate,raw";
            return request;
        }, cancellationToken));

    public async Task<MessageState> GetStateAsync(MailboxId mailbox, ProviderMessageId message, CancellationToken cancellationToken) =>
        GmailMessages.State(await client.CallAsync(mailbox, GmailMethod.MessagesGet, service =>
        {
            var request = service.Users.Messages.Get(GmailClient.Me, message.Value);
            request.Format = UsersResource.MessagesResource.GetRequest.FormatEnum.Minimal;
            request.Fields = "id,labelIds";
            return request;
        }, cancellationToken));

    public Task SetReadAsync(MailboxId mailbox, ProviderMessageId message, bool read, CancellationToken cancellationToken) =>
        ModifyAsync(
            mailbox,
            message,
            read ? new ModifyMessageRequest { RemoveLabelIds = [GmailMessages.Unread] } : new ModifyMessageRequest { AddLabelIds = [GmailMessages.Unread] },
            cancellationToken);

    public Task TrashAsync(MailboxId mailbox, ProviderMessageId message, CancellationToken cancellationToken) =>
        client.CallAsync(mailbox, GmailMethod.MessagesModify, service => service.Users.Messages.Trash(GmailClient.Me, message.Value), cancellationToken);

    /// <summary>Throwing away takes the message out of the inbox, and untrash does not put it back there.</summary>
    public Task RestoreAsync(MailboxId mailbox, ProviderMessageId message, string place, CancellationToken cancellationToken) =>
        place == GmailMessages.Inbox
            ? ModifyAsync(
                mailbox,
                message,
                new ModifyMessageRequest { AddLabelIds = [GmailMessages.Inbox], RemoveLabelIds = [GmailMessages.Trash] },
                cancellationToken)
            : client.CallAsync(
                mailbox, GmailMethod.MessagesModify, service => service.Users.Messages.Untrash(GmailClient.Me, message.Value), cancellationToken);

    public async Task<WatchState> WatchAsync(MailboxId mailbox, string? pushIdentity, CancellationToken cancellationToken)
    {
        var profile = await ProfileAsync(mailbox, cancellationToken);
        var watch = await client.CallAsync(
            mailbox,
            GmailMethod.Watch,
            service => service.Users.Watch(new WatchRequest { TopicName = options.Value.PubSubTopic }, GmailClient.Me),
            cancellationToken);
        return new WatchState(
            PushIdentity(profile.EmailAddress ?? throw GmailMessages.Unreadable()),
            DateTimeOffset.FromUnixTimeMilliseconds(watch.Expiration ?? throw GmailMessages.Unreadable()));
    }

    public async Task UnwatchAsync(MailboxId mailbox, string? pushIdentity, CancellationToken cancellationToken)
    {
        try
        {
            await client.CallAsync(mailbox, GmailMethod.Stop, service => service.Users.Stop(GmailClient.Me), cancellationToken);
        }
        catch (MailProviderException e) when (e.Kind == MailProviderFailure.NotFound)
        {
            // No watch ran.
        }
    }

    public async Task<IReadOnlyList<SendAsAddress>> ListSendAsAsync(MailboxId mailbox, CancellationToken cancellationToken)
    {
        var answer = await client.CallAsync(
            mailbox, GmailMethod.SendAsList, service => service.Users.Settings.SendAs.List(GmailClient.Me), cancellationToken);

        // Google replaces a From that was never confirmed; the primary address has no confirmation to show.
        return
        [
            .. (answer.SendAs ?? [])
                .Where(alias => !string.IsNullOrEmpty(alias.SendAsEmail) && (alias.IsPrimary == true || alias.VerificationStatus == "accepted"))
                .Select(alias => new SendAsAddress(
                    alias.SendAsEmail, string.IsNullOrWhiteSpace(alias.DisplayName) ? null : alias.DisplayName, alias.IsPrimary == true))
        ];
    }

    public Task<DraftId> CreateDraftAsync(MailboxId mailbox, ReadOnlyMemory<byte> mime, ProviderThreadId? thread, CancellationToken cancellationToken) =>
        drafts.CreateAsync(mailbox, mime, thread, cancellationToken);

    public async Task<SentMessage?> SendDraftAsync(MailboxId mailbox, DraftId draft, CancellationToken cancellationToken) =>
        await drafts.SendAsync(mailbox, draft, cancellationToken);

    public Task<bool> DraftExistsAsync(MailboxId mailbox, DraftId draft, CancellationToken cancellationToken) =>
        drafts.ExistsAsync(mailbox, draft, cancellationToken);

    public Task DeleteDraftAsync(MailboxId mailbox, DraftId draft, CancellationToken cancellationToken) =>
        drafts.DeleteAsync(mailbox, draft, cancellationToken);

    public Task<IReadOnlyList<DraftId>> FindDraftsAsync(MailboxId mailbox, string sendToken, DateTimeOffset since, CancellationToken cancellationToken) =>
        drafts.FindAsync(mailbox, sendToken, since, cancellationToken);

    public Task<SentMessage?> FindSentAsync(MailboxId mailbox, string sendToken, DateTimeOffset since, CancellationToken cancellationToken) =>
        drafts.FindSentAsync(mailbox, sendToken, since, cancellationToken);

    /// <summary>The account's address in the one spelling under which pushes are looked up.</summary>
    internal static string PushIdentity(string address) => address.Trim().ToLowerInvariant();

    private Task<Message> ModifyAsync(MailboxId mailbox, ProviderMessageId message, ModifyMessageRequest change, CancellationToken cancellationToken) =>
        client.CallAsync(
            mailbox, GmailMethod.MessagesModify, service => service.Users.Messages.Modify(change, GmailClient.Me, message.Value), cancellationToken);

    private Task<Profile> ProfileAsync(MailboxId mailbox, CancellationToken cancellationToken) =>
        client.CallAsync(mailbox, GmailMethod.GetProfile, service => service.Users.GetProfile(GmailClient.Me), cancellationToken);

    private async Task<ChangePage> HistoryAsync(MailboxId mailbox, GmailPosition position, CancellationToken cancellationToken)
    {
        var answer = await client.CallAsync(mailbox, GmailMethod.HistoryList, service =>
        {
            var request = service.Users.History.List(GmailClient.Me);
            request.StartHistoryId = position.HistoryId;
            request.PageToken = position.PageToken;
            request.MaxResults = PageSize;
            request.Fields = HistoryFields;
            return request;
        }, cancellationToken);
        var next = position.After(answer.NextPageToken, answer.HistoryId);
        return new ChangePage(GmailHistory.Fold(answer.History), next.ToCursor(), next.PageToken is not null);
    }
}
